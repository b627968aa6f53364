// The grammar in the engine that editors use: vscode-textmate with Oniguruma.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import test from "node:test";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";

const require = createRequire(import.meta.url);
const here = (path) => new URL(path, import.meta.url);

await oniguruma.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")).buffer);
const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async () =>
    textmate.parseRawGrammar(readFileSync(here("../../casus.tmLanguage.json"), "utf8"), "casus.tmLanguage.json"),
});
const grammar = await registry.loadGrammar("source.casus");

// The words of a line with the innermost scope of each; blanks left out.
function tokens(line) {
  return grammar
    .tokenizeLine(line, textmate.INITIAL)
    .tokens.map((t) => [line.slice(t.startIndex, t.endIndex).trim(), t.scopes.at(-1).replace(".casus", "")])
    .filter(([text, scope]) => text !== "" && scope !== "source");
}

test("a duty", () => {
  assert.deepEqual(tokens('  duty help "To help" # within 3 days'), [
    ["duty", "keyword.control.rule"],
    ["help", "entity.name.function"],
    ['"To help"', "string.quoted.double"],
    ["# within 3 days", "comment.line.number-sign"],
  ]);
  assert.deepEqual(tokens("    within  30 days"), [
    ["within", "keyword.control.clause"],
    ["30", "constant.numeric"],
    ["days", "support.type.unit"],
  ]);
});

test("an entry", () => {
  assert.deepEqual(tokens("2022-09-13  attack by AZE on CSTO-CSC  killed 63..150  id no-raid"), [
    ["2022-09-13", "constant.numeric.date"],
    ["by", "keyword.operator.role"],
    ["AZE", "constant.other.entity"],
    ["on", "keyword.operator.role"],
    ["CSTO-CSC", "constant.other.entity"],
    ["63", "constant.numeric"],
    ["..", "keyword.operator"],
    ["150", "constant.numeric"],
    ["id", "keyword.other.attribute"],
    ["no-raid", "entity.name.tag"],
  ]);
});

test("a word within a name is part of the name", () => {
  assert.deepEqual(tokens("expect breach of no-force-within-days by RUS"), [
    ["expect", "keyword.control.clause"],
    ["breach", "support.type.finding"],
    ["of", "keyword.operator.word"],
    ["no-force-within-days", "variable.other"],
    ["by", "keyword.operator.role"],
    ["RUS", "constant.other.entity"],
  ]);
});

test("the shipped cases: texts and comments are whole, capitals are entities, dates are dates", () => {
  let lines = 0;
  for (const folder of readdirSync(here("../../../cases/"), { withFileTypes: true })) {
    if (!folder.isDirectory()) continue;
    for (const file of readdirSync(here(`../../../cases/${folder.name}/`))) {
      if (!file.endsWith(".casus")) continue;
      for (const line of readFileSync(here(`../../../cases/${folder.name}/${file}`), "utf8").split("\n")) {
        lines++;
        let plain = "";
        for (const t of grammar.tokenizeLine(line, textmate.INITIAL).tokens) {
          const text = line.slice(t.startIndex, t.endIndex);
          const scope = t.scopes.at(-1);
          if (scope.startsWith("string")) {
            assert.match(text, /^"(?:[^"\\]|\\.)*"$/, `${file}: ${line}`);
          } else if (scope.startsWith("comment")) {
            assert.ok(text.startsWith("#") && line.endsWith(text), `${file}: ${line}`);
          } else if (!scope.startsWith("constant.other.entity") && !scope.startsWith("constant.numeric")) {
            plain += text;
          } else {
            plain += " ";
          }
        }
        assert.doesNotMatch(plain, /[A-Z"#]|(?:^|\s)\d{4}-\d{2}/, `${file}: ${line}`);
      }
    }
  }
  assert.ok(lines > 10_000, `only ${lines} lines`);
});
