export { max, quantileSorted } from 'd3-array';
export { geoPath, geoTransform } from 'd3-geo';
export { scaleLinear, scalePoint, scaleThreshold } from 'd3-scale';
export { line } from 'd3-shape';
