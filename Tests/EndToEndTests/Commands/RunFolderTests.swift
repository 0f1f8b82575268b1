import Foundation
import RecordStore
import Testing

extension CommandTests {
    /// Where a run's files go, and how a program learns it.
    @Suite struct RunFolderTests {
        private static let run = ["run", "--requests", "4"] + StreamGauge.quickEmulator

        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func call(_ arguments: [String]) async throws -> CommandResult {
            try await StreamGauge.call(arguments, in: folder)
        }

        @Test(arguments: ["new/inner", "empty", "slash/"])
        func `--out is that folder`(name: String) async throws {
            try FileManager.default.createDirectory(
                atPath: folder.file("empty"), withIntermediateDirectories: true)
            let result = try await call(Self.run + ["--out", name, "--quiet"])
            #expect(result.status == 0, "\(result.errors)")
            #expect(try RecordDirectory(opening: folder.file(name)).holds(.report))
            #expect(!FileManager.default.fileExists(atPath: folder.file("reports")))
            #expect(result.output == (name == "slash/" ? "slash" : name) + "\n")
        }

        @Test func `nothing is sent where --out holds something`() async throws {
            try FileManager.default.createDirectory(
                atPath: folder.file("used"), withIntermediateDirectories: true)
            try folder.write("mine", to: "used/notes.txt")
            try folder.write("mine", to: "file")
            for (name, word) in [("used", "not empty"), ("file", "is a file")] {
                for command in [Self.run, ["limits", "--emulator", "--tier", "pro"]] {
                    let result = try await call(command + ["--out", name])
                    #expect(result.status == 64 && result.output.isEmpty)
                    #expect(
                        result.errorLines.first?.contains(word) == true, "\(result.errors)")
                }
            }
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("used"))
            #expect(names == ["notes.txt"])
        }

        @Test func `--name makes the dated folder under --reports`() async throws {
            let options = ["--reports", "kept", "--name", "before", "--quiet"]
            let result = try await call(Self.run + options)
            #expect(result.status == 0, "\(result.errors)")
            let record = try folder.record(in: "kept")
            #expect(record.path.hasSuffix("Z-emulator-before"))
            #expect(record.path.hasSuffix("/" + result.output.dropLast()))
            #expect(result.output.hasPrefix("kept/"))
        }

        @Test func `--json says where the files are`() async throws {
            let sides =
                ["ab", "--emulator", "--aa", "--blocks", "6", "--requests", "84"]
                + ["--settle", "1ms", "--warmup", "0"]
            for (words, file) in [
                (Self.run, "summary.json"), (sides + StreamGauge.quickEmulator, "comparison.json"),
            ] {
                let result = try await call(
                    words + ["--json", "--format", "json", "--reports", words[0]])
                let printed = try #require(
                    try JSONSerialization.jsonObject(with: Data(result.output.utf8))
                        as? [String: Any])
                let place = try #require(printed["folder"] as? String, "\(result.errors)")
                let path = folder.file("\(place)/\(file)")
                let written = try JSONSerialization.jsonObject(
                    with: Data(contentsOf: URL(filePath: path)))
                var rest = printed
                rest["folder"] = nil
                #expect(rest as NSDictionary == written as? NSDictionary)
            }
        }

        @Test(arguments: [
            ["--name", "sk-live-abcdefgh12345678"], ["--name", "ghp0Abcdefghijklmnop12345"],
        ])
        func `a key is no name`(options: [String]) async throws {
            let result = try await call(Self.run + options)
            #expect(result.status == 64 && result.errors.contains("--name"))
            #expect(!result.errors.contains(options[1]))
            #expect(!FileManager.default.fileExists(atPath: folder.file("reports")))
        }

        @Test func `the key that is sent is masked in the name`() async throws {
            let secret = "plain-secret-words"
            try folder.write(secret + "\n", to: "key")
            let server = try RecordingServer()
            let result = try await call([
                "run", "--base-url", server.baseURL, "--requests", "2", "-c", "1",
                "--api-key-file", "key", "--name", "with-\(secret)",
            ])
            #expect(result.status == 0, "\(result.errors)")
            #expect(try folder.record().path.contains("with-"))
            #expect(!(try folder.record().path.contains(secret)))
            let holders = try folder.filesContaining(secret)
            #expect(holders == ["key"])
        }

        @Test func `a gate has no single folder`() async throws {
            let result = try await call(["gate", "--emulator", "--out", "x"])
            #expect(result.status == 64 && result.errors.contains("--reports"))
        }
    }
}
