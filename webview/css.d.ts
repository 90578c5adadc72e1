/** esbuild gathers style sheets beside the script; nothing is imported at run time. */
declare module '*.css';
