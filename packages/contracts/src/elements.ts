/** Types of address elements by family, each from the widest to the narrowest. The model's own list is held equal by a test. */
export const elementFamilies = {
  administrative: ["prov", "city", "district", "town", "community", "village_group"],
  road: ["devzone", "road", "roadno", "intersection", "distance"],
  building: ["houseno", "cellno", "floorno"],
  place: ["poi", "subpoi"],
  helper: ["assist"],
} as const;

export type ElementFamily = keyof typeof elementFamilies;
export type ElementType = (typeof elementFamilies)[ElementFamily][number];

export const elementTypes: readonly ElementType[] = Object.values(elementFamilies).flat();
