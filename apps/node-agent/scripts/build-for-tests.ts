/** Tests start the engine child from the built file, as the agent does. */
export async function setup() {
  await import("./build.ts");
}
