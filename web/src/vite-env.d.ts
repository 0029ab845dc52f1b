interface ImportMetaEnv {
  /** Origin of the API when it is not the page's own, such as https://imagineer.example.org. */
  readonly VITE_API_BASE?: string;
}
