import { Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library";
import type { LockedPackage } from "./locked-packages.ts";

/** A CycloneDX 1.6 document of the packages that run, as JSON; the same lock file gives the same bytes. */
export function billOfMaterials(
  product: { name: string; version: string },
  packages: readonly LockedPackage[],
): string {
  const { name, version } = product;
  const component = new Models.Component(Enums.ComponentType.Application, name, { version });
  // The library would draw them by chance.
  component.bomRef.value = `${name}@${version}`;
  const bom = new Models.Bom({ metadata: new Models.Metadata({ component }) });
  // One version may lie in several folders.
  const shipped = new Map(
    packages.flatMap((one) => (one.isDev ? [] : [[`${one.name}@${one.version}`, one]])),
  );
  for (const one of shipped.values()) bom.components.add(componentOf(one));
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

function componentOf({ name, version, licence, integrity, isOptional }: LockedPackage): Models.Component {
  const [, hash] = /^sha512-(.+)$/.exec(integrity ?? "") ?? [];
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  const component = new Models.Component(Enums.ComponentType.Library, name, {
    version,
    purl,
    scope: isOptional ? Enums.ComponentScope.Optional : Enums.ComponentScope.Required,
  });
  component.bomRef.value = purl;
  if (licence !== null) component.licenses.add(new Models.LicenseExpression(licence));
  if (hash !== undefined)
    component.hashes.set(Enums.HashAlgorithm["SHA-512"], Buffer.from(hash, "base64").toString("hex"));
  return component;
}
