// What lineage.js needs of vis-network, without the style sheet that its ready-made file injects:
// the site's content security policy allows no inline styles.
export { DataSet } from "vis-data/peer/esm/vis-data.mjs";
export { Network } from "vis-network/peer/esm/vis-network.mjs";
