import Foundation
import RecordStore
import RunModel
import Testing

/// A folder that goes with the test.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("record-store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func record(_ name: String = "test") throws -> RecordDirectory {
        try RecordDirectory(
            creatingIn: path, name: name, at: UTCTime(nanosecondsSince1970: 1_777_777_777 * second))
    }
}

let second: Int64 = 1_000_000_000

func manifest(origin: Int64 = 5 * second, wall: Int64 = 1_777_777_777 * second) -> RunManifest {
    RunManifest(
        version: "1.0.0", plan: RunPlan(),
        clock: ClockAnchors(originMonotonicNanoseconds: origin, originRealtimeNanoseconds: wall),
        endpoint: "http://127.0.0.1:8080/v1", started: "2026-05-03T03:09:37.000Z")
}

func sampling(_ policy: ChunkPolicy = .all, limit: Int = 5_000_000) -> ChunkSampling {
    var plan = RecordPlan()
    plan.chunks = policy
    plan.chunkRowLimit = limit
    return ChunkSampling(plan: plan, seed: 7)
}

/// The lines of a file, the last one's line feed aside.
func lines(of directory: RecordDirectory, _ file: RecordDirectory.File) throws -> [String] {
    try String(contentsOfFile: directory.path(of: file), encoding: .utf8)
        .split(separator: "\n").map(String.init)
}

func append(_ text: String, to path: String) throws {
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
}
