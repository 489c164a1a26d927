export { type AvailabilityZone, availabilityZoneSchema } from '../../compute/availabilityZones/results.ts';
