import Cluster
import Foundation
import RunModel
import Testing

@Suite struct FolderMeetingTests {
    private func meet(
        _ indices: [Int], of count: Int, in folder: String, fewest: Int? = nil,
        plans: [Int: String] = [:], wait: Duration = .seconds(10)
    ) async throws -> [Result<Meeting, any Error>] {
        try await withThrowingTaskGroup(of: (Int, Result<Meeting, any Error>).self) { group in
            for index in indices {
                let presence = Presence(
                    shard: try #require(Shard(index: index, count: count)),
                    planDigest: plans[index] ?? "0123456789abcdef", version: "1", host: "c\(index)")
                group.addTask {
                    let meeting = FolderMeeting(folder: folder, presence: presence)
                    do {
                        return (
                            index,
                            .success(
                                try await meeting.meet(within: wait, fewest: fewest, seed: 3))
                        )
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            var results: [Int: Result<Meeting, any Error>] = [:]
            for try await (index, result) in group { results[index] = result }
            return indices.compactMap { results[$0] }
        }
    }

    private func folder() -> String {
        NSTemporaryDirectory() + "/meeting-\(UUID().uuidString)"
    }

    @Test func `all begin at one time, and the folder serves once`() async throws {
        let folder = folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let meetings = try await meet([0, 1, 2], of: 3, in: folder).map { try $0.get() }
        let starts = meetings.map { $0.start.nanoseconds }.sorted()
        // They read the two clocks one after the other.
        #expect(starts[2] - starts[0] < 50_000_000)
        #expect(meetings.allSatisfy { $0.clock == nil && $0.arrivalSeed == 3 })
        let again = try await meet([1], of: 3, in: folder)
        #expect("\(again)".contains("new folder"))
    }

    @Test func `another plan and a missing shard are named`() async throws {
        let (first, second) = (folder(), folder())
        defer {
            for folder in [first, second] { try? FileManager.default.removeItem(atPath: folder) }
        }
        for result in try await meet([0, 1], of: 2, in: first, plans: [1: "feedfeedfeedfeed"]) {
            #expect("\(result)".contains("shard 2 of 2 on c1 has another plan"))
        }
        for result in try await meet([0], of: 2, in: second, wait: .milliseconds(200)) {
            #expect("\(result)".contains("shard 2 of 2 did not come"))
        }
    }
}
