import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";

/** Makes a certificate for `localhost`, good for a day. */
export function makeCertificate() {
  mkdirSync("dist", { recursive: true });
  const folder = mkdtempSync("dist/certificate-");
  const file = `${folder}/certificate.pem`;
  const made = ["-keyout", `${folder}/key.pem`, "-out", file];
  const about = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "1"];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  execFileSync("openssl", ["req", "-x509", ...curve, ...made, ...about], { stdio: "ignore" });
  return {
    /** The certificate's file, to be trusted. */
    file,
    cert: readFileSync(file, "utf8"),
    key: readFileSync(`${folder}/key.pem`, "utf8"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
