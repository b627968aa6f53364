// Starts `casus lsp` and lets it speak with the editor. What it says of a text
// is the server's; nothing here knows the language.
const vscode = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

/** @type {LanguageClient | undefined} */
let client;

function newClient() {
  const settings = vscode.workspace.getConfiguration("casus");
  const args = settings.get("lint") ? ["lsp"] : ["lsp", "--no-lint"];
  return new LanguageClient(
    "casus",
    "casus",
    { command: settings.get("path") || "casus", args, transport: TransportKind.stdio },
    {
      documentSelector: [
        { scheme: "file", language: "casus" },
        { scheme: "untitled", language: "casus" },
      ],
      synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/*.casus") },
    },
  );
}

async function start() {
  client = newClient();
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const path = vscode.workspace.getConfiguration("casus").get("path") || "casus";
    vscode.window.showErrorMessage(
      `The command ${path} cannot be started: ${error.message ?? error}. Put casus on the PATH, or say in the setting casus.path where it is.`,
    );
  }
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.stop();
}

exports.activate = async (context) => {
  context.subscriptions.push(
    vscode.commands.registerCommand("casus.restart", async () => {
      await stop();
      await start();
    }),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("casus")) {
        await stop();
        await start();
      }
    }),
  );
  await start();
};

exports.deactivate = stop;
