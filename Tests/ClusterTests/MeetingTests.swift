import Foundation
import RunModel
import Testing

@testable import Cluster

/// Shards that meet over 127.0.0.1, in one process.
@Suite struct MeetingTests {
    private let secret = SharedSecret("a secret of sixteen letters")

    private func presence(
        _ index: Int, of count: Int, plan: String = "0123456789abcdef", version: String = "1"
    )
        throws -> Presence
    {
        Presence(
            shard: try #require(Shard(index: index, count: count)), planDigest: plan,
            version: version, host: "c\(index + 1)")
    }

    /// Lets `shards` meet.
    ///
    /// - Returns: what became of each, and who was not done in the end.
    private func meet(
        _ shards: [Presence], of count: Int, fewest: Int? = nil, wait: Duration = .seconds(20),
        secrets: [Int: String] = [:], noise: (@Sendable (Int) async -> Void)? = nil
    ) async throws -> [Result<Meeting, any Error>] {
        let secret = try #require(secret)
        let server = try await RendezvousServer(
            port: 0, own: presence(0, of: count), secret: secret, fewest: fewest, seed: 7)
        let serving = Task { await server.serve(for: wait) }
        await noise?(server.port)
        let results = await withTaskGroup(of: (Int, Result<Meeting, any Error>).self) { group in
            for (place, presence) in shards.enumerated() {
                let own = secrets[place].flatMap(SharedSecret.init) ?? secret
                group.addTask { [port = server.port] in
                    let client = RendezvousClient(
                        host: "127.0.0.1", port: port, presence: presence, secret: own)
                    do {
                        let meeting = try await client.meet(within: wait)
                        _ = await client.leave()
                        return (place, .success(meeting))
                    } catch {
                        return (place, .failure(error))
                    }
                }
            }
            var results: [Int: Result<Meeting, any Error>] = [:]
            for await (place, result) in group { results[place] = result }
            return shards.indices.compactMap { results[$0] }
        }
        let left = await server.close(waiting: .seconds(5))
        #expect(left.isEmpty)
        await serving.value
        return results
    }

    @Test func `they meet at an address of IPv6 too`() async throws {
        let secret = try #require(secret)
        let server = try await RendezvousServer(
            port: 0, own: presence(0, of: 2), secret: secret, fewest: nil, seed: 7)
        let serving = Task { await server.serve(for: .seconds(20)) }
        let shards = try (0..<2).map { index in
            RendezvousClient(
                host: index == 0 ? "127.0.0.1" : "::1", port: server.port,
                presence: try presence(index, of: 2), secret: secret)
        }
        async let first = shards[0].meet(within: .seconds(20))
        async let second = shards[1].meet(within: .seconds(20))
        #expect(try await first.name == second.name)
        for shard in shards { _ = await shard.leave() }
        #expect(await server.close(waiting: .seconds(5)).isEmpty)
        await serving.value
    }

    /// More than it bears beside the shards, who then come in as soon as the silent ones are sent away.
    @Test func `silent strangers at the port while it waits keep nobody out`() async throws {
        let (held, hold) = AsyncStream.makeStream(of: Int32.self)
        let results = try await meet(
            try (0..<3).map { try presence($0, of: 3) }, of: 3, wait: .seconds(40)
        ) { port in
            for _ in 0..<100 {
                if let descriptor = Self.connected(to: port) { hold.yield(descriptor) }
            }
            hold.finish()
        }
        var strangers = 0
        for await descriptor in held {
            strangers += 1
            close(descriptor)
        }
        #expect(strangers == 100)
        for result in results { #expect(throws: Never.self) { try result.get() } }
    }

    @Test func `all begin at one time with one seed`() async throws {
        let meetings = try await meet(try (0..<5).map { try presence($0, of: 5) }, of: 5)
            .map { try $0.get() }
        let starts = meetings.map { meeting in
            meeting.start.nanoseconds + (meeting.clock?.offsetNanoseconds ?? 0)
        }
        #expect(Set(starts).count == 1)
        #expect(meetings.allSatisfy { $0.arrivalSeed == 7 && $0.missing.isEmpty })
        // One machine, one clock: the truth lies within the bound.
        for meeting in meetings {
            let clock = try #require(meeting.clock)
            #expect(clock.offsetNanoseconds.magnitude <= clock.boundNanoseconds.magnitude)
        }
        #expect(meetings.dropFirst().allSatisfy { $0.clock?.exchanges == 32 })
    }

    @Test func `a shard that does not come is named, unless others are enough`() throws {
        var all = Attendance(own: try presence(0, of: 3), fewest: nil)
        var two = Attendance(own: try presence(0, of: 3), fewest: 2)
        for index in [0, 2] {
            #expect(all.came(try presence(index, of: 3)) == nil)
            #expect(two.came(try presence(index, of: 3)) == nil)
        }
        #expect(!all.isComplete && all.missing == [1])
        let refusal = try #require(all.refusalAtEnd(after: 120))
        #expect(refusal.contains("shard 2 of 3 did not come within 120 s"))
        #expect(refusal.contains("--min-shards 2"))
        #expect(two.refusalAtEnd(after: 120) == nil)
        // Who goes away before the start is missing again.
        two.left(2)
        #expect(two.refusalAtEnd(after: 120)?.contains("shards 2 and 3 of 3") == true)
    }

    @Test(arguments: ["plan", "version", "twice"])
    func `a different shard ends all with its name`(difference: String) async throws {
        let other =
            switch difference {
            case "plan": try presence(1, of: 2, plan: "feedfeedfeedfeed")
            case "version": try presence(1, of: 2, version: "2")
            default: try presence(0, of: 2)
            }
        let results = try await meet([try presence(0, of: 2), other], of: 2)
        for result in results {
            #expect(throws: MeetingFault.self) { try result.get() }
            #expect("\(result)".contains(difference))
        }
    }

    @Test func `who comes after the start is sent away, and who is silent is not waited for`()
        async throws
    {
        let secret = try #require(secret)
        let server = try await RendezvousServer(
            port: 0, own: presence(0, of: 2), secret: secret, fewest: 1, seed: 7)
        let serving = Task { await server.serve(for: .seconds(20)) }
        func client(_ index: Int) throws -> RendezvousClient {
            RendezvousClient(
                host: "127.0.0.1", port: server.port, presence: try presence(index, of: 2),
                secret: secret)
        }
        let (first, second) = (try client(0), try client(1))
        async let one = first.meet(within: .seconds(20))
        async let two = second.meet(within: .seconds(20))
        #expect(try await one.name == two.name)
        do {
            _ = try await client(1).meet(within: .seconds(20))
            Issue.record("it was let in")
        } catch {
            #expect("\(error)".contains("have begun without shard 2 of 2"))
        }
        // Neither says that it is done.
        #expect(await server.close(waiting: .milliseconds(50)) == [0, 1])
        serving.cancel()
        await serving.value
        for client in [first, second] { _ = await client.leave(within: .milliseconds(50)) }
    }

    @Test func `who does not know the secret changes nothing`() async throws {
        let shards = try [presence(0, of: 2), presence(1, of: 2), presence(1, of: 2)]
        let results = try await meet(shards, of: 2, secrets: [2: "another of sixteen letters"])
        #expect(throws: Never.self) { try results[0].get() }
        #expect(throws: Never.self) { try results[1].get() }
        #expect("\(results[2])".contains("STREAMGAUGE_SECRET"))
    }

    @Test func `noise changes nothing`() async throws {
        let results = try await meet(
            try (0..<2).map { try presence($0, of: 2) }, of: 2
        ) { port in
            for bytes in Self.noise { await Self.throwAway(bytes, at: port) }
        }
        for result in results { #expect(throws: Never.self) { try result.get() } }
    }

    private static let noise: [[UInt8]] = [
        [], Array("GET / HTTP/1.1\r\n\r\n".utf8), [UInt8](repeating: 0, count: 100_000),
        [UInt8](repeating: 10, count: 10_000), Array("{\"ready\":{}}\n".utf8),
        Array("{\"hello\":{\"_0\":{\"shard\":{\"index\":-1,\"count\":0}}}}\n".utf8),
        Array(
            """
            {"hello":{"_0":{"shard":{"index":9223372036854775807,"count":9223372036854775807},"planDigest":"","version":"","host":""},"nonce":"","proof":""}}

            """.utf8),
        (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) },
    ]

    /// Sends them, and goes away.
    private static func throwAway(_ bytes: [UInt8], at port: Int) async {
        guard let descriptor = connected(to: port) else { return }
        defer { close(descriptor) }
        _ = bytes.withUnsafeBytes {
            send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
    }

    /// A connection, which the caller closes.
    private static func connected(to port: Int) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    @Test func `a proof is of all its parts`() throws {
        let secret = try #require(secret)
        let proof = secret.proof(["a", "b"])
        #expect(proof.count == 64)
        #expect(secret.accepts(proof, for: ["a", "b"]))
        #expect(!secret.accepts(proof, for: ["a", "c"]))
        #expect(!secret.accepts(proof, for: ["ab"]))
        #expect(!secret.accepts("", for: ["a", "b"]))
        #expect(SharedSecret("short") == nil)
        // RFC 4231, section 4.3: test case 2 has a shorter key, so case 6 stands here.
        let long = try #require(SharedSecret(String(repeating: "k", count: 131)))
        #expect(long.proof(["x"]) != secret.proof(["x"]))
    }

    @Test func `the offset is that of the shortest way, and half of it its bound`() throws {
        var exchange = ClockExchange()
        exchange.add(sent: 1_000, clock: 201_300, came: 1_900)
        exchange.add(sent: 5_000, clock: 205_050, came: 5_100)
        exchange.add(sent: 9_000, clock: 209_600, came: 9_700)
        for hostile in [Int64.max, .min, -1] {
            exchange.add(sent: 9_900, clock: hostile, came: 9_901)
        }
        let offset = try #require(exchange.offset)
        #expect(offset.offsetNanoseconds == 200_000)
        #expect(offset.boundNanoseconds == 50)
        #expect(offset.exchanges == 3)
    }
}
