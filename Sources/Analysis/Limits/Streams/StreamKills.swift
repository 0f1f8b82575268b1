internal import Foundation
internal import RunModel

/// Streams that were let in beyond a number and broke soon after, while those before them went on: the server lets
/// every one begin and ends those that are too many.
struct StreamKills {
    /// Streams that broke for another reason come to this many in a row by a chance of less than one in a hundred.
    private static let chance = 0.01
    private static let fewest = 2

    /// How many went on.
    private(set) var height = 0
    /// By round, how many went on when one was ended.
    private(set) var heights: [Int: [Int]] = [:]
    /// Rounds in which any was ended.
    private(set) var rounds = 0
    /// From the first output to the end, in ms.
    private(set) var ages: [Double] = []

    /// Nil where none is ended for its number.
    init?(_ opened: [RequestRecord], _ record: LimitsRecord) {
        let load = StreamLoad(record)
        let streams = opened.filter { $0.instants.firstOutput != nil }
        let sendings = opened.compactMap(\.instants.sent).sorted()
        var kills: [(stream: RequestRecord, left: Int, age: Double)] = []
        for stream in streams {
            guard Self.isBroken(stream), let sent = stream.instants.sent,
                let first = stream.instants.firstOutput, let closed = stream.instants.closed,
                // None was asked for after it: those that went on were there before.
                !sendings.contains(where: { $0 > sent && $0 < closed })
            else { continue }
            kills.append((stream, load.open(before: closed), (closed - first).milliseconds))
        }
        let times = Dictionary(grouping: kills, by: \.left).mapValues(\.count)
        guard let found = times.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }),
            found.key > 0, found.value >= Self.fewest, found.value * 2 > kills.count
        else { return nil }
        height = found.key
        rounds = Set(kills.map(\.stream.round)).count
        kills = kills.filter { $0.left == found.key }
        ages = kills.map(\.age)
        for kill in kills { heights[kill.stream.round, default: []].append(height) }
        guard isMeant(streams, load) else { return nil }
    }

    /// Whether all beyond the number were ended, and those within it were not.
    private func isMeant(_ streams: [RequestRecord], _ load: StreamLoad) -> Bool {
        let longest = (ages.max() ?? 0) * 1.5 + 100
        var within = 0
        var brokenWithin = 0
        for stream in streams {
            guard let sent = stream.instants.sent, let first = stream.instants.firstOutput,
                let closed = stream.instants.closed
            else { continue }
            if load.open(before: sent) < height {
                within += 1
                if Self.isBroken(stream) { brokenWithin += 1 }
            } else if !Self.isBroken(stream), (closed - first).milliseconds > longest {
                return false
            }
        }
        let share = Double(brokenWithin + 1) / Double(within + 2)
        return pow(share, Double(ages.count)) < Self.chance
    }

    static func isBroken(_ stream: RequestRecord) -> Bool {
        stream.departure == nil && stream.outcome.isFailure && stream.outcome != .cut
    }
}
