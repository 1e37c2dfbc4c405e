/** The folder of the console, `/console/`, below the path of a proxy if there is one. Built scripts are in `assets/`. */
export const consolePath: string = import.meta.env.DEV
  ? '/'
  : new URL(/* @vite-ignore */ '..', import.meta.url).pathname;

/** The base URL of the API, without a slash at the end. */
export const apiBaseUrl: string = import.meta.env.DEV
  ? location.origin
  : new URL(/* @vite-ignore */ '../..', import.meta.url).href.replace(/\/$/, '');
