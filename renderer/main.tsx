import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './styles.css';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { registerBuiltInCommands } from './commands';
import { connect } from './state/connection';

registerBuiltInCommands();
connect();
const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
