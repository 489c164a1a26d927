import { ASK_SOURCE, bad, COPY_AGAIN, quote, SAVE_AGAIN } from '../words';

/** What can be wrong with an image in an archive that is sound. */

// ---- what describes the image

export const noManifest = () =>
  bad(
    'IMAGE_NO_MANIFEST',
    'The archive holds no image.',
    'Neither manifest.json nor an OCI index.json is in it; it may be a container from docker export.',
    'Write it again with docker save (docker export keeps the files but not the image).',
  );
export const manifestNotJson = (name: string) =>
  bad(
    'IMAGE_MANIFEST_NOT_JSON',
    "The archive's list of images cannot be read.",
    `${name} is not JSON.`,
    SAVE_AGAIN,
  );
export const manifestWrongShape = (name: string, place: string | undefined) =>
  bad(
    'IMAGE_MANIFEST_WRONG_SHAPE',
    "The archive's list of images is not as Docker writes it.",
    `${name} has something unexpected${place ? ` at ${place}` : ''}.`,
    SAVE_AGAIN,
  );
export const manifestTooDeep = (name: string) =>
  bad(
    'IMAGE_MANIFEST_TOO_DEEP',
    "The archive's list of images is nested beyond reason.",
    `${name} is made to exhaust the program that reads it.`,
    ASK_SOURCE,
  );
export const manifestTooLarge = (name: string) =>
  bad(
    'IMAGE_MANIFEST_TOO_LARGE',
    "The archive's list of images is impossibly long.",
    `${name} has many megabytes.`,
    ASK_SOURCE,
  );
export const manifestEmpty = (name: string) =>
  bad(
    'IMAGE_MANIFEST_EMPTY',
    'The archive lists no image.',
    `${name} is an empty list.`,
    `Name an image when saving. ${SAVE_AGAIN}`,
  );
export const manifestPathOutside = (path: string) =>
  bad(
    'IMAGE_MANIFEST_PATH_OUTSIDE',
    "The archive's list of images names a file outside of the archive.",
    `It asks for ${quote(path)}.`,
    ASK_SOURCE,
  );
export const tooManyImages = (most: number) =>
  bad(
    'IMAGE_TOO_MANY_IMAGES',
    'The archive holds too many images.',
    `There are more than ${most}.`,
    'Save them in several files.',
  );
export const tooManyNames = (count: number, most: number) =>
  bad(
    'IMAGE_TOO_MANY_NAMES',
    'The archive gives its image too many names.',
    `There are ${count}; Rockpool takes ${most}.`,
    'Save the image under the names that you need: docker save -o FILE NAME NAME.',
  );
export const badName = (name: string) =>
  bad(
    'IMAGE_BAD_NAME',
    'The archive gives its image a name that is not valid.',
    `${quote(name)} is no name:tag as Docker has them.`,
    'Tag the image anew (docker tag ID NAME:TAG) and save it under that name.',
  );
export const layerMissing = (layer: number, path: string) =>
  bad(
    'IMAGE_LAYER_MISSING',
    'A layer of the image is missing from the archive.',
    `Layer ${layer} should be at ${quote(path)}.`,
    SAVE_AGAIN,
  );
export const configMissing = (path: string) =>
  bad(
    'IMAGE_CONFIG_MISSING',
    'The description of the image is missing from the archive.',
    `It should be at ${quote(path)}.`,
    SAVE_AGAIN,
  );
export const configNotJson = () =>
  bad('IMAGE_CONFIG_NOT_JSON', 'The description of the image cannot be read.', 'It is not JSON.', COPY_AGAIN);
export const configWrongShape = (place: string | undefined) =>
  bad(
    'IMAGE_CONFIG_WRONG_SHAPE',
    'The description of the image is not as Docker writes it.',
    place ? `Something is unexpected at ${place}.` : 'It is of another form.',
    SAVE_AGAIN,
  );
export const configTooDeep = () =>
  bad(
    'IMAGE_CONFIG_TOO_DEEP',
    'The description of the image is nested beyond reason.',
    'It is made to exhaust the program that reads it.',
    ASK_SOURCE,
  );
export const configTooLarge = () =>
  bad(
    'IMAGE_CONFIG_TOO_LARGE',
    'The description of the image is impossibly long.',
    'It has many megabytes.',
    ASK_SOURCE,
  );
export const configMismatch = (path: string) =>
  bad(
    'IMAGE_CONFIG_MISMATCH',
    'The description of the image was changed.',
    `${quote(path)} does not have the checksum that it is named after.`,
    ASK_SOURCE,
  );
export const layerCountDiffers = (listed: number, described: number) =>
  bad(
    'IMAGE_LAYER_COUNT_DIFFERS',
    'The archive has not the layers that the image is made of.',
    `It lists ${listed}, the image's description ${described}.`,
    SAVE_AGAIN,
  );
export const otherArchitecture = (image: string, machine: string) =>
  bad(
    'IMAGE_OTHER_ARCHITECTURE',
    'The image is for another kind of processor.',
    `It is for ${image}; the engine runs ${machine}.`,
    `Get the image for ${machine}: docker pull --platform linux/${machine} NAME, then docker save.`,
  );
export const otherSystem = (os: string) =>
  bad(
    'IMAGE_OTHER_SYSTEM',
    'The image is for another operating system.',
    `It is for ${os}; pools run linux.`,
    'Get the image for linux.',
  );

// ---- layers

export const layerMismatch = (layer: number) =>
  bad(
    'IMAGE_LAYER_MISMATCH',
    'A layer of the image is not what the image says it is.',
    `The checksum of layer ${layer} differs: it was damaged or changed.`,
    COPY_AGAIN,
  );
export const layerNotATar = (layer: number) =>
  bad(
    'IMAGE_LAYER_NOT_A_TAR',
    'A layer of the image is not an archive of files.',
    `Layer ${layer} is not in the tar format, though its checksum is right.`,
    'Build the image again.',
  );
export const layerCutShort = (layer: number) =>
  bad(
    'IMAGE_LAYER_CUT_SHORT',
    'A layer of the image is cut short.',
    `Layer ${layer} ends in the middle of a file.`,
    'Build or save the image again.',
  );
export const layerDamaged = (layer: number) =>
  bad(
    'IMAGE_LAYER_DAMAGED',
    'A layer of the image is damaged.',
    `Layer ${layer} cannot be read to its end.`,
    'Build or save the image again.',
  );
export const layerBomb = (layer: number, ratio: number) =>
  bad(
    'IMAGE_LAYER_BOMB',
    'A layer of the image unpacks to far more than a layer would.',
    `Layer ${layer} grows more than ${ratio} times, as files do that are made to fill a disk.`,
    ASK_SOURCE,
  );
export const layerPathOutside = (entry: string) =>
  bad(
    'IMAGE_LAYER_PATH_OUTSIDE',
    'A layer of the image would write outside of its container.',
    `A name in it climbs upwards: ${quote(entry)}.`,
    ASK_SOURCE,
  );
export const layerLinkOutside = (entry: string, link: string) =>
  bad(
    'IMAGE_LAYER_LINK_OUTSIDE',
    'A layer of the image would write through a link that leads outside.',
    `${quote(entry)} goes by way of ${quote(link)}.`,
    ASK_SOURCE,
  );
export const tooManyLayerEntries = (most: number) =>
  bad(
    'IMAGE_LAYER_TOO_MANY_ENTRIES',
    'A layer of the image has too many files.',
    `There are more than ${most}.`,
    'Build the image with fewer files.',
  );
