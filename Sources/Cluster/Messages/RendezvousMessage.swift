internal import FoundationEssentials
package import RunModel

/// What is said at a rendezvous: a line of JSON each, of at most `longestLine` bytes.
enum RendezvousMessage: Codable, Sendable, Equatable {
    /// From the first shard, as soon as a connection is there.
    case challenge(nonce: String)
    /// Who comes, with the answer to the challenge.
    case hello(Presence, nonce: String, proof: String)
    case ping(Int)
    /// The first shard's CLOCK_MONOTONIC.
    case pong(Int, clock: Int64)
    /// The clock is known, the shard can begin.
    case ready
    case start(MeetingTerms, proof: String)
    /// It will not begin, and why.
    case refused(String)
    /// The shard is done.
    case done

    static let longestLine = 4096

    /// Nil where it is none.
    init?(line: [UInt8]) {
        guard let message = try? JSONDecoder().decode(Self.self, from: Data(line)) else {
            return nil
        }
        self = message
    }

    /// With its line feed.
    var line: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts and whole numbers can always be written.
        return Array((try? encoder.encode(self)) ?? Data()) + [UInt8(ascii: "\n")]
    }
}

/// One shard as the first one knows it.
package struct Presence: Codable, Sendable, Equatable {
    package var shard: Shard
    package var planDigest: String
    package var version: String
    package var host: String

    package init(shard: Shard, planDigest: String, version: String, host: String) {
        self.shard = shard
        self.planDigest = planDigest
        self.version = version
        self.host = host
    }

    /// `shard 3 of 8 on c7`.
    package var name: String { "shard \(shard.words) on \(host)" }

    /// What a proof is of.
    var parts: [String] { [shard.words, planDigest, version, host] }

    /// Why this one cannot run with `other`; nil where it can.
    func refusal(beside other: Presence) -> String? {
        if shard.count != other.shard.count {
            return
                "\(name) and \(other.name) divide the plan differently; start all with the same number of shards"
        }
        if planDigest != other.planDigest {
            return
                "\(name) has another plan than \(other.name) (\(planDigest), \(other.planDigest)); give all "
                + "shards the same plan file, options and prompts"
        }
        if version != other.version {
            return
                "\(name) is version \(version) and \(other.name) is \(other.version); install one version "
                + "everywhere"
        }
        return nil
    }
}

/// What the shards agreed on.
package struct MeetingTerms: Codable, Sendable, Equatable {
    /// When to begin, on the first shard's CLOCK_MONOTONIC; of a folder on the clock on the wall.
    package var start: Int64
    package var arrivalSeed: UInt64
    /// Of this meeting and no other.
    package var meeting: String
    /// Indices of shards that did not come.
    package var missing: [Int]

    package init(start: Int64, arrivalSeed: UInt64, meeting: String, missing: [Int]) {
        self.start = start
        self.arrivalSeed = arrivalSeed
        self.meeting = meeting
        self.missing = missing
    }

    var parts: [String] {
        [
            String(start), String(arrivalSeed), meeting,
            missing.map(String.init).joined(separator: ","),
        ]
    }
}
