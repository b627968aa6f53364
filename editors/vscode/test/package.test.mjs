// What the extension declares is there.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import test from "node:test";

const here = (path) => new URL(path, import.meta.url);
const read = (path) => JSON.parse(readFileSync(here(path), "utf8"));

test("files and settings that are declared are there", () => {
  const p = read("../package.json");
  const source = readFileSync(here("../extension.js"), "utf8");
  assert.ok(existsSync(here("../" + p.contributes.languages[0].configuration)));
  assert.ok(existsSync(here("../" + p.contributes.snippets[0].path)));
  for (const name of Object.keys(p.contributes.configuration.properties)) {
    assert.ok(source.includes(`"${name.split(".")[1]}"`), name);
  }
  for (const c of p.contributes.commands) assert.ok(source.includes(`"${c.command}"`), c.command);
});

test("a word is a whole name with its hyphens", () => {
  const word = new RegExp("^" + read("../language-configuration.json").wordPattern + "$");
  for (const name of ["help", "csto-2002", "CSTO-CSC", "2022-09-13"]) assert.match(name, word);
  for (const name of ["a b", "-a", "a-", '"a"']) assert.doesNotMatch(name, word);
});

test("the lock file names no registry", () => {
  const lock = read("../package-lock.json");
  for (const [name, p] of Object.entries(lock.packages)) assert.equal(p.resolved, undefined, name);
});
