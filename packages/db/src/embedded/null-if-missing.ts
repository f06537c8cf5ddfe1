/** For `.catch` of a file operation: a file that does not exist is null, everything else stays an error. */
export function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
