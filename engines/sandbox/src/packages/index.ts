export { type Advisories, loadAdvisories } from './advisories.ts';
export { addPackages, type Change, type PackageNeeds, removePackages } from './change.ts';
export { currentSet, currentSite, type PackageSet } from './layer.ts';
export { withPackages } from './with-packages.ts';
