export { createSupplies, type Supplies, type SuppliesDependencies } from './supplies';
