internal import FoundationEssentials
internal import RecordStore
internal import RunModel

/// A rendezvous in a folder that all shards see: each writes who it is, the first one writes when to begin. Clocks are not
/// compared, so the start is as common as the machines' clocks on the wall.
package struct FolderMeeting: Sendable {
    private let folder: String
    private let presence: Presence

    /// A network's file system may show a new file seconds later.
    private static let lead = Duration.seconds(5)
    private static let look = Duration.milliseconds(100)

    package init(folder: String, presence: Presence) {
        self.folder = folder
        self.presence = presence
    }

    private enum Decision: Codable {
        case start(MeetingTerms)
        case refused(String)
    }

    /// The first shard waits for all no longer than `wait`, after which `fewest` are enough, nil for all. `seed` is that of
    /// all arrivals, as the first shard says.
    ///
    /// - Returns: what the shards agreed on.
    /// - Throws: `MeetingFault` with the sentence for the user.
    package func meet(
        within wait: Duration, fewest: Int?, seed: UInt64
    ) async throws -> Meeting {
        let own = path(of: presence.shard.index)
        guard !isThere(own), !isThere(decisionPath) else {
            throw MeetingFault(
                "'\(folder)' was a rendezvous before, or shard \(presence.shard.words) is there twice; give "
                    + "each run a new folder")
        }
        try write(presence, to: own)
        let end = ContinuousClock.now + wait
        if presence.shard.index == 0 {
            try write(await decision(until: end, wait, fewest, seed), to: decisionPath)
        }
        let latest = end + Self.lead + .seconds(5)
        while ContinuousClock.now < latest {
            if let decision: Decision = read(decisionPath) { return try meeting(decision) }
            try await Task.sleep(for: Self.look)
        }
        throw MeetingFault("the first shard wrote no start into '\(folder)'; look at its output")
    }

    private func decision(
        until end: ContinuousClock.Instant, _ wait: Duration, _ fewest: Int?, _ seed: UInt64
    ) async throws -> Decision {
        while true {
            var attendance = Attendance(own: presence, fewest: fewest)
            for index in 0..<presence.shard.count {
                guard let other: Presence = read(path(of: index)) else { continue }
                if let refusal = attendance.came(other) { return .refused(refusal) }
            }
            if !attendance.isComplete, ContinuousClock.now < end {
                try await Task.sleep(for: Self.look)
                continue
            }
            if !attendance.isComplete, let refusal = attendance.refusalAtEnd(after: wait.seconds) {
                return .refused(refusal)
            }
            return .start(
                MeetingTerms(
                    start: WallClock.nanoseconds() + Self.lead.nanoseconds, arrivalSeed: seed,
                    meeting: SharedSecret.nonce(), missing: attendance.missing))
        }
    }

    private func meeting(_ decision: Decision) throws -> Meeting {
        switch decision {
        case .refused(let reason): throw MeetingFault(reason)
        case .start(let terms):
            let ahead = terms.start - WallClock.nanoseconds()
            return Meeting(
                start: .now() + .nanoseconds(ahead), arrivalSeed: terms.arrivalSeed,
                name: terms.meeting, missing: terms.missing, clock: nil)
        }
    }

    // MARK: Files

    private func path(of index: Int) -> String { "\(folder)/shard-\(index + 1).json" }

    private var decisionPath: String { "\(folder)/start.json" }

    private func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    private func write(_ value: some Encodable, to path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            try WholeFile.write(Array(JSONEncoder().encode(value)), to: path)
        } catch {
            throw MeetingFault(
                "cannot write '\(path)' (\(error)); give a folder that all shards can write")
        }
    }

    /// Nil where it is not there yet.
    private func read<Value: Decodable>(_ path: String) -> Value? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return try? JSONDecoder().decode(Value.self, from: data)
    }
}
