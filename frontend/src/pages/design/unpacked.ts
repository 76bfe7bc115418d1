/** Stands for the decoder of packed meshes, of which the studio makes none. */
export const MeshoptDecoder = { supported: false, ready: Promise.resolve() };
