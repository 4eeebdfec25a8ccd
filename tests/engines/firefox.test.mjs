// The journey in one engine: a file each, so that one can be run alone.

import { journey } from "./journey.mjs";

journey("firefox");
