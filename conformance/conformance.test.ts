import { describe } from 'vitest';
import { defineAllScenarios } from './scenarios/index.ts';
import { createApi } from './support/http.ts';
import { readTarget } from './support/target.ts';

const target = readTarget(process.env);

describe(target.baseUrl, () => defineAllScenarios(createApi(target)));
