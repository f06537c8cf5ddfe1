import "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** `npm run test:soak`: tests that can be short or long run in their long form. */
    isSoak: boolean;
  }
}
