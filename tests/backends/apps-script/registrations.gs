// Keeps what a form posts in a spreadsheet: level 0, a row a record. Google Apps Script, deployed as a web app that is
// executed as you, for anyone; the sheet "Registrations" has to be there.
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const CELL = 50000; // What fits into one, in characters.
const COLUMNS = ["company_name", "tax_code", "email", "phone"]; // To be read; the proof is the second column.

function doPost(event) {
  const { idempotency_key: name, ...envelope } = JSON.parse(event.postData.contents);
  const proof = JSON.stringify(envelope);
  const parts = ["protected", "payload", "signature"].map((part) => typeof envelope.consent?.[part]);
  const isSigned = parts.every((part) => part === "string");
  if (!UUID.test(name) || !isSigned || proof.length > CELL) throw new Error("no registration");
  const lock = LockService.getScriptLock();
  lock.waitLock(20000); // Of two that come at the same time, one is new and the other is not.
  try {
    keep(name, proof, envelope.registration?.fields ?? {});
  } finally {
    lock.releaseLock();
  }
  return ContentService.createTextOutput(JSON.stringify({ record_id: name })).setMimeType(ContentService.MimeType.JSON);
}

function keep(name, proof, fields) {
  const sheet = SpreadsheetApp.getActiveSpreadsheet().getSheetByName("Registrations");
  const found = sheet.getRange("A:A").createTextFinder(name).matchEntireCell(true).findNext();
  if (found) {
    if (sheet.getRange(found.getRow(), 2).getValue() !== proof) throw new Error("another record has this name");
    return;
  }
  // The apostrophe makes it a text: what begins with = would be a formula, and a tax code would lose its zeros.
  const values = COLUMNS.map((column) => `'${fields[column] ?? ""}`);
  sheet.appendRow([name, proof, new Date(), ...values]);
  SpreadsheetApp.flush();
}
