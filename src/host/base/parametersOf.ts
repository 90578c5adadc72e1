import { parametersByName } from '../../core/recipe/baseSize.ts';
import { embeddedBase } from './embeddedBase.ts';

/** Of the embedded base, and of one whose name says nothing. */
const embeddedParameters = 1.1e6;
const usualParameters = 1.5e9;

/** @param base as written in the setting */
export const parametersOf = (base: string): number =>
  base === embeddedBase ? embeddedParameters : (parametersByName(base) ?? usualParameters);
