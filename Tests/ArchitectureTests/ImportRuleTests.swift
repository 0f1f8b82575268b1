import Foundation
import Testing

/// The layout of docs/architecture.md, held against the sources by a list of its own. Package.swift alone does not keep it:
/// modules of one build lie in one folder, so that an import of any that happens to be built compiles,
/// and it knows nothing of the toolchain's own, such as Foundation and Glibc.
@Suite struct ImportRuleTests {
    /// What each target may import beside the standard library's own modules.
    private static let allowed: [String: Set<String>] = [
        "RunModel": ["Histogram", "FoundationEssentials", "Glibc"],
        "Statistics": ["Glibc"],
        "Wire": ["Glibc"],
        "Workload": [
            "RunModel", "Statistics", "Wire", "HeapModule", "DequeModule", "Foundation", "Glibc",
        ],
        "Reactor": ["CEvents", "RunModel", "HeapModule", "Glibc"],
        "Analysis": ["RunModel", "Statistics", "Histogram", "Foundation"],
        "RecordStore": [
            "RunModel", "CZlib", "Histogram", "FoundationEssentials", "Glibc",
        ],
        "Transport": ["CCurl", "Reactor", "RunModel", "Glibc"],
        "Reporting": ["Analysis", "RunModel", "Mustache", "Foundation"],
        "History": [
            "Analysis", "RecordStore", "RunModel", "Statistics", "FoundationEssentials", "Glibc",
        ],
        "Engine": [
            "Transport", "Reactor", "Wire", "Workload", "RecordStore", "RunModel", "Histogram",
            "Glibc",
        ],
        "Emulator": [
            "Statistics", "RunModel", "Histogram", "Logging", "NIOCore", "NIOPosix", "NIOHTTP1",
            "HeapModule", "Foundation", "Glibc",
        ],
        "Cluster": [
            "RunModel", "RecordStore", "CCrypto", "NIOCore", "NIOPosix", "FoundationEssentials",
        ],
        "Live": [
            "Reporting", "Analysis", "RunModel", "NIOCore", "NIOPosix", "NIOHTTP1", "Glibc",
        ],
        "streamgauge": [
            "Engine", "Emulator", "Cluster", "Live", "Reporting", "History", "Analysis",
            "RecordStore",
            "Workload",
            "RunModel", "Statistics", "ArgumentParser", "Logging", "Yams", "Foundation", "Dispatch",
        ],
    ]

    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private func sources(of target: String) throws -> [URL] {
        let folder = Self.root.appending(path: "Sources/\(target)")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return try #require(files).compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
    }

    /// The modules that a text imports, without the standard library's.
    private func imports(in text: String) -> Set<String> {
        let standard: Set<String> = ["Swift", "Synchronization"]
        let pattern =
            /(?:^|;)\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:typealias|struct|class|enum|protocol|let|var|func)\s+)?(\w+)/
        let modules = text.split(separator: "\n").flatMap { line in
            line.matches(of: pattern).map { String($0.1) }
        }
        return Set(modules).subtracting(standard)
    }

    @Test(arguments: [
        "import Foundation", "public import Foundation", "package import Foundation",
        "internal import Foundation", "fileprivate import Foundation", "private import Foundation",
        "@testable import Foundation", "@preconcurrency private import Foundation",
        "@_spi(Inner) public import Foundation", "@_spi(Inner) @testable import Foundation",
        "import struct Foundation.Date", "    import Foundation.NSURL",
        "import Wire; import Foundation",
    ])
    func `an import is seen in whatever form it is written`(line: String) {
        #expect(imports(in: "import Wire\n\(line)\n").subtracting(["Wire"]) == ["Foundation"])
    }

    @Test(arguments: allowed.keys.sorted())
    func `a target imports only what its place in the layout allows`(target: String) throws {
        let files = try sources(of: target)
        try #require(!files.isEmpty)
        let allowed = try #require(Self.allowed[target])
        for file in files {
            let text = try String(contentsOf: file, encoding: .utf8)
            let forbidden = imports(in: text).subtracting(allowed)
            #expect(forbidden.isEmpty, "\(target)/\(file.lastPathComponent)")
        }
    }

    @Test func `every folder of sources has its rule`() throws {
        let folders = try FileManager.default.contentsOfDirectory(
            atPath: Self.root.appending(path: "Sources").path())
        let headers: Set<String> = ["CCurl", "CCrypto", "CEmptyICU", "CEvents", "CZlib"]
        #expect(Set(folders).subtracting(headers) == Set(Self.allowed.keys))
    }
}
