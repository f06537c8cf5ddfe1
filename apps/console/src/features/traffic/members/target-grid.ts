/** One line on a wide screen; under it the weight and the three columns get lines of their own. */
export const rowGrid =
  "grid grid-cols-[minmax(0,1fr)_9.5rem] items-center gap-x-6 gap-y-2 lg:grid-cols-[minmax(10rem,15rem)_9.5rem_minmax(0,1fr)_15rem]";
