// jose wants the Web Crypto global, which Debian 12's Node 18 keeps in a module.
import { webcrypto } from 'node:crypto';

globalThis.crypto ??= webcrypto;
