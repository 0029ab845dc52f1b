import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/**
 * The arrows: app -> features -> (ui, api). A folder is entered through its index only, so what is not
 * exported there may change freely; relative paths never leave their folder.
 */
const insideOfFolders = {
  group: ['@/features/*/*', '@/api/*', '@/ui/*'],
  message: 'Import a folder through its index, such as @/features/<name>.',
};
const outOfFolder = {
  group: ['../*'],
  message: 'Leave a folder through the @/ alias, so that the import rules can see it.',
};
const forbid = (...patterns) => ({
  'no-restricted-imports': ['error', { patterns: [insideOfFolders, outOfFolder, ...patterns] }],
});

export default tseslint.config(
  { ignores: ['dist', 'dist.*', 'node_modules'] },
  js.configs.recommended,
  {
    files: ['src/**/*.{ts,tsx}'],
    extends: [
      ...tseslint.configs.recommendedTypeChecked,
      jsxA11y.flatConfigs.strict,
      reactHooks.configs.flat.recommended,
    ],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      eqeqeq: 'error',
      ...forbid(),
    },
  },
  {
    files: ['src/features/**'],
    rules: forbid({ group: ['@/app', '@/app/*'], message: 'Features do not know the app around them.' }),
  },
  {
    files: ['src/ui/**'],
    rules: forbid({
      group: ['@/features/*', '@/app/*', '@/api'],
      message: 'ui knows neither features nor the API.',
    }),
  },
  {
    files: ['src/api/**'],
    rules: forbid({
      group: ['@/features/*', '@/app/*', '@/ui', 'react', 'react-dom', '@tanstack/*'],
      message: 'api is plain TypeScript on fetch.',
    }),
  },
  {
    files: ['vite.config.ts'],
    extends: [...tseslint.configs.recommended],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['dev/**/*.mjs', 'eslint.config.js'],
    languageOptions: { globals: globals.node },
  },
);
