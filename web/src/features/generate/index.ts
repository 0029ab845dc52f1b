export { GenerateForm } from './GenerateForm';
export { settingsOf } from './settings';
export { useGenerateForm } from './useGenerateForm';
