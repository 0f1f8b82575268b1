/// How a shard came to its number and its start.
package struct ShardStart: Codable, Sendable, Equatable {
    /// What the shards agreed on before they began.
    package enum Agreement: String, Codable, Sendable {
        /// Nothing: it began when it was started.
        case none
        /// A time that was typed.
        case time
        /// Files in a folder that all of them see.
        case folder
        /// Messages with the first shard, which tell the clocks' offset too.
        case rendezvous
    }

    /// Where its number was read, such as `--shard` or `SLURM_PROCID`.
    package var source: String
    package var agreement: Agreement
    /// Of all of the plan that the shards have in common; 16 hexadecimal digits.
    package var planDigest: String
    /// Which meeting it was, so that shards of two runs of one plan are told apart; absent where nothing was agreed on.
    package var meeting: String?
    package var host: String
    /// How long after the agreed start it was ready, where it was late.
    package var lateNanoseconds: Int64?
    /// The first shard's clock beside this one's, at the rendezvous and when this one was done.
    package var clock: ClockOffset?
    package var clockAtEnd: ClockOffset?

    package init(source: String, agreement: Agreement, planDigest: String, host: String) {
        self.source = source
        self.agreement = agreement
        self.planDigest = planDigest
        self.host = host
    }

}

/// Another machine's CLOCK_MONOTONIC beside one's own, from exchanges of messages: the offset from the exchange with
/// the shortest way, and half of that way as what it may be wrong by (RFC 5905, section 8).
package struct ClockOffset: Codable, Sendable, Equatable {
    /// The other's clock minus one's own.
    package var offsetNanoseconds: Int64
    package var boundNanoseconds: Int64
    package var exchanges: Int

    package init(offsetNanoseconds: Int64, boundNanoseconds: Int64, exchanges: Int) {
        self.offsetNanoseconds = offsetNanoseconds
        self.boundNanoseconds = boundNanoseconds
        self.exchanges = exchanges
    }
}

/// What became of one shard, in the record that was merged.
package struct ShardPart: Codable, Sendable, Equatable {
    package var shard: Shard
    package var start: ShardStart
    package var endpoint: String
    package var sourceAddress: String?
    package var ending: RunEnding
    /// Rows of the shard's requests.
    package var requests: Int
    package var client: ClientUse
    /// From its first scheduled request to the last end of one; absent where it had none.
    package var seconds: Double?

    package init(
        _ manifest: RunManifest, start: ShardStart, requests: Int, seconds: Double?
    ) {
        shard = manifest.shard
        self.start = start
        endpoint = manifest.endpoint
        let sources = manifest.plan.connection.sourceAddresses
        sourceAddress = sources.isEmpty ? nil : sources.joined(separator: ", ")
        ending = manifest.ending
        self.requests = requests
        client = manifest.client
        self.seconds = seconds
    }

    /// As far as clocks of machines go apart that nothing sets right: 100 ppm, what crystals are sold as.
    private static let drift = 1e-4

    /// How far instants of this shard may lie from where they stand on the first shard's clock: the bound at the
    /// start, and by what the clocks went apart until the end, or may have where they were not compared again. Nil where no
    /// messages told it.
    package var alignmentBoundNanoseconds: Int64? {
        guard let clock = start.clock else { return nil }
        guard let end = start.clockAtEnd else {
            return clock.boundNanoseconds
                + (clock.exchanges > 0 ? Int64((seconds ?? 0) * Self.drift * 1e9) : 0)
        }
        let apart = (end.offsetNanoseconds - clock.offsetNanoseconds).magnitude
        return max(clock.boundNanoseconds, Int64(apart) + end.boundNanoseconds)
    }
}
