export { ConnectionBanner } from './ConnectionBanner';
export { ErrorNotice } from './ErrorNotice';
export { ServerStatus } from './ServerStatus';
export { useConfig, useModels, useSchedulers } from './useServer';
