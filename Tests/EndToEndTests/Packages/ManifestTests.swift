import Foundation
import Testing

extension PeerTests {
    /// What scripts/packaging says is within a package.
    @Suite struct ManifestTests {
        private let folder: TemporaryFolder
        private static let scripts = Peer.repository.appending(path: "scripts/packaging")

        init() throws { folder = try TemporaryFolder() }

        private func output(_ script: String, _ arguments: [String] = []) async throws -> String {
            let environment = ["SOURCE_DATE_EPOCH": "1000000000"]
            let result = try await RunningCommand(
                Self.scripts.appending(path: script), arguments, in: folder,
                environment: environment
            ).end()
            try #require(result.status == 0, "\(result.errors)")
            return result.output
        }

        /// The packages that Package.swift asks for, in small letters.
        private func asked() throws -> [String] {
            let manifest = try String(
                contentsOf: Peer.repository.appending(path: "Package.swift"), encoding: .utf8)
            let users = manifest.split(separator: "let package = Package(")[1]
                .split(separator: "targets: [")[0]
            return users.matches(of: /url: "https:[^"]*\/([^"\/]+)"/).map { $0.1.lowercased() }
        }

        @Test func `the SPDX document names every package with version, revision and licence`()
            async throws
        {
            let text = try await output("sbom", ["1.2.3"])
            let root = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
            let packages = try #require(root?["packages"] as? [[String: Any]])
            let names = try asked()
            try #require(names.count >= 7)
            for name in names {
                let found = packages.first { $0["name"] as? String == name }
                let package = try #require(found, "\(name) is missing")
                #expect((package["versionInfo"] as? String)?.isEmpty == false, "\(name)")
                #expect(
                    (package["licenseDeclared"] as? String).map {
                        $0.hasPrefix("Apache") || $0 == "MIT"
                    }
                        == true, "\(name)")
                let source = package["sourceInfo"] as? String ?? ""
                #expect(source.contains(/git revision [0-9a-f]{40}$/), "\(name)")
            }
            let identifiers = Set(packages.compactMap { $0["SPDXID"] as? String })
            #expect(identifiers.count == packages.count)
            let related = try #require(root?["relationships"] as? [[String: String]])
            #expect(
                Set(related.compactMap { $0["relatedSpdxElement"] }) == identifiers,
                "each package is related, and nothing else")
            #expect(try await output("sbom", ["1.2.3"]) == text)
        }

        @Test func `the notices hold every licence that asks for its text`() async throws {
            let text = try await output("copyright")
            for name in try asked() { #expect(text.lowercased().contains("files: \(name)/*")) }
            for holder in ["Kirill Simonov", "Unicode, Inc.", "JP Simard", "Fedor Indutny"] {
                #expect(text.contains(holder), "\(holder)")
            }
            #expect(!text.contains("\n\n\n"), "an empty paragraph ends a machine-readable file")
        }
    }
}
