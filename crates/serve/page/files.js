// Files that a person drops or chooses, as the API takes a snapshot: names and texts.

/** @typedef {{ name: string, text: string }} Text */

/** What is let through: describe output, packed or not. */
const READ = /\.(json|jsonl|ndjson|txt|csv|tsv|log)(\.gz)?$/i;
/** As much as the server takes. */
const MOST = 64 * 1024 * 1024;

/** @param {File} file */
async function textOf(file) {
  if (!/\.gz$/i.test(file.name)) return file.text();
  const unpacked = file.stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(unpacked).text();
}

/**
 * Every file of a dropped folder. The entries of a folder come in portions.
 *
 * @param {FileSystemEntry} entry
 * @returns {Promise<{ file: File, path: string }[]>}
 */
async function inside(entry) {
  const path = entry.fullPath.replace(/^\//, "");
  if (entry instanceof FileSystemFileEntry) {
    return [{ file: await new Promise((resolve, reject) => entry.file(resolve, reject)), path }];
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  /** @type {{ file: File, path: string }[]} */
  const all = [];
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...(await Promise.all(some.map(inside))).flat());
  }
}

/** @param {DataTransfer} data */
export async function dropped(data) {
  // The list is gone once the event is over: everything is asked for at once.
  const items = Array.from(data.items).filter((item) => item.kind === "file");
  const waiting = items.map((item) => {
    const entry = item.webkitGetAsEntry();
    if (entry) return inside(entry);
    const file = item.getAsFile();
    return Promise.resolve(file ? [{ file, path: file.name }] : []);
  });
  return (await Promise.all(waiting)).flat();
}

/** @param {FileList} list */
export const chosen = (list) => Array.from(list, (file) => ({ file, path: file.webkitRelativePath || file.name }));

/**
 * A snapshot made of files.
 *
 * @param {{ file: File, path: string }[]} found
 * @returns {Promise<{ name: string, files: Text[] }>}
 */
export async function snapshotOf(found) {
  const read = found.filter(({ file }) => READ.test(file.name));
  if (read.length === 0) {
    throw new Error(
      "there is no .json file among these: a snapshot is what aws ec2 describe-… prints, plain or as .json.gz",
    );
  }
  const files = await Promise.all(
    read.map(async ({ file, path }) => ({ name: path.replace(/\.gz$/i, ""), text: await textOf(file) })),
  );
  const size = files.reduce((sum, { text }) => sum + text.length, 0);
  if (size > MOST) {
    throw new Error(`these are ${Math.ceil(size / 1024 / 1024)} MiB; more than 64 is for packetwalk serve -s`);
  }
  const folder = files[0]?.name.includes("/") ? (files[0]?.name.split("/")[0] ?? "") : "";
  const together = folder && files.every(({ name }) => name.startsWith(`${folder}/`));
  const only = files.length === 1 ? files[0]?.name.replace(/\.[^.]*$/, "") : "";
  const time = new Date().toTimeString().slice(0, 5);
  return { name: together ? folder : only || `dropped ${time}`, files };
}
