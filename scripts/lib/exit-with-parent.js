// Preloaded (`node --import`) into every process that the launcher starts: when the launcher is gone, however it
// went, its end of the channel closes and the process is asked to stop.
process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
