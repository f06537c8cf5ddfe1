/** Tests start the engine child from the built file, as the agent does. */
export async function setup(): Promise<void> {
  await import("./build.ts");
}
