import ignore from 'ignore';
import type { Ignore } from 'ignore';
import { Minimatch } from 'minimatch';

/** Which files of a workspace are looked at. Paths are slash-separated and relative to it. */
export interface PathRules {
  /** Globs; a path has to match one. */
  readonly include: readonly string[];
  /** Globs; a path that matches one, or stands in a folder that does, is left out. */
  readonly exclude: readonly string[];
}

export function createPathFilter({ include, exclude }: PathRules): (path: string) => boolean {
  const wanted = include.map(compile);
  const unwanted = exclude.map(compile);
  const takesAll = include.includes('**') || include.includes('**/*');
  return (path) => {
    if (!takesAll && !wanted.some((glob) => glob.match(path))) return false;
    return unwanted.length === 0 || !withFolders(path).some((part) => unwanted.some((glob) => glob.match(part)));
  };
}

function compile(glob: string): Minimatch {
  // A glob without a slash means the name, wherever it stands, as in `.gitignore`.
  return new Minimatch(glob.includes('/') ? glob.replace(/\/$/, '') : `**/${glob}`, { dot: true, nocomment: true });
}

/** The rules of a tree's `.gitignore` files, a nested one over those above it, as git has it. */
export interface GitIgnores {
  /** `folder` is the one that the file stands in, '' for the workspace itself. */
  add(folder: string, text: string): void;
  /** A folder's path ends with a slash. */
  ignores(path: string): boolean;
}

export function createGitIgnores(): GitIgnores {
  const rules = new Map<string, Ignore>();
  return {
    add: (folder, text) => void rules.set(folder, ignore({ ignorecase: false, allowRelativePaths: true }).add(text)),
    ignores(path) {
      // What git does not enter it does not look into: a folder that is ignored takes everything in it along.
      return withFolders(path, '/').some((part) => verdict(rules, part) === 'ignored');
    },
  };
}

function verdict(rules: ReadonlyMap<string, Ignore>, path: string): 'ignored' | 'kept' {
  for (const folder of foldersAbove(path)) {
    const tested = rules.get(folder)?.test(path.slice(folder === '' ? 0 : folder.length + 1));
    if (tested?.ignored) return 'ignored';
    if (tested?.unignored) return 'kept';
  }
  return 'kept';
}

/** The folders that a path stands in, the innermost first, '' last. */
function foldersAbove(path: string): readonly string[] {
  const parts = path.replace(/\/$/, '').split('/').slice(0, -1);
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join('/')), ''];
}

/** `a/b/c` as `a`, `a/b`, `a/b/c`; folders end with `end`. */
function withFolders(path: string, end = ''): readonly string[] {
  const found: string[] = [];
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
    found.push(path.slice(0, slash) + end);
  }
  if (!path.endsWith('/')) found.push(path);
  return found;
}

/** Whether a file's name says that it holds no text. */
export function isBinaryPath(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  return binary.has(name.slice(name.lastIndexOf('.') + 1)) && name.includes('.');
}

/** Whether the first bytes of a file say that it holds no text. UTF-16 with its mark is text. */
export function looksBinary(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return false;
  return bytes.subarray(0, 8_000).includes(0);
}

const binary = new Set(
  [
    'png jpg jpeg gif bmp ico icns webp avif heic tif tiff psd ai eps cr2 nef xcf sketch fig',
    'mp3 mp4 m4a m4v wav flac ogg oga opus avi mov mkv webm wmv flv aac mid midi',
    'zip gz tgz bz2 tbz2 xz txz zst lz4 lzma 7z rar br jar war ear apk aab ipa dmg iso img deb rpm msi cab whl egg nupkg',
    'exe dll so dylib a lib o obj pdb class pyc pyo pyd wasm node bin elc beam rlib rmeta ko sys',
    'ttf otf woff woff2 eot pdf doc docx xls xlsx ppt pptx odt ods odp epub mobi',
    'sqlite sqlite3 db db3 mdb accdb parquet orc avro arrow feather h5 hdf5 npy npz pkl pickle pt pth onnx safetensors gguf',
    'blend fbx glb stl 3ds max dwg swf vsix snap lockb idx pack mo gmo',
  ].flatMap((line) => line.split(' ')),
);
