import Foundation
import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// A plan in shards, as processes on one machine, and the record that they merge to.
    @Suite struct ShardTests {
        private let folder: TemporaryFolder
        private let secret = ["STREAMGAUGE_SECRET": "sixteen letters and more"]

        init() throws { folder = try TemporaryFolder() }

        private func emulator() async throws -> (RunningCommand, address: String) {
            try await StreamGauge.serve(
                ["--port", "0", "--ttft", "20", "--gap", "5", "--tokens", "10"], in: folder)
        }

        private static let load = ["--rate", "60", "--requests", "60", "--modes", "both"]

        /// Starts shards that meet at a free port; `options` are of each by its place.
        private func start(
            _ shards: [String], at address: String, _ options: [String: [String]] = [:],
            load: [String] = Self.load, environment: [String: [String: String]] = [:]
        ) throws -> [RunningCommand] {
            let port = try LoopbackSocket.freePort()
            return try shards.enumerated().map { place, shard in
                try StreamGauge.start(
                    ["run", "--base-url", address, "--shard", shard, "--out", "shard-\(place)"]
                        + load
                        + (options[shard] ?? ["--rendezvous", "127.0.0.1:\(port)"]),
                    in: folder, environment: secret.merging(environment[shard] ?? [:]) { $1 })
            }
        }

        private func record(_ name: String) throws -> RunRecord {
            try RecordReader(opening: folder.file(name)).read()
        }

        /// Time since the first scheduled request, which does not know where a record's origin lies.
        private func schedule(_ record: RunRecord) -> [[Int64]] {
            let first = record.requests.map(\.instants.scheduled).min() ?? record.manifest.origin
            return record.requests.sorted { $0.request < $1.request }.map { request in
                [
                    Int64(request.request), Int64(request.pair ?? -1), Int64(request.round),
                    request.mode == .streaming ? 1 : 0,
                    (request.instants.scheduled - first).nanoseconds,
                ]
            }
        }

        @Test func `three shards send what one process would, and merge to it`() async throws {
            let (server, address) = try await emulator()
            defer { server.send(SIGINT) }
            for command in try start(["2/3", "1/3", "3/3"], at: address) {
                let result = try await command.end()
                #expect(result.status == 0, "\(result.errors)")
                #expect(result.errors.contains("(--shard): sends its part"))
            }
            let merged = try await StreamGauge.call(
                ["merge", "shard-0", "shard-1", "shard-2", "--out", "whole"], in: folder)
            #expect(merged.status == 0, "\(merged.errors)")
            #expect(merged.output.contains("3 of 3, clocks known to"))
            let whole = try record("whole")
            let seed = try #require(whole.manifest.plan.load.arrivalSeed)
            let one = try await StreamGauge.call(
                ["run", "--base-url", address, "--arrival-seed", "\(seed)", "--out", "one"]
                    + Self.load, in: folder)
            #expect(one.status == 0, "\(one.errors)")
            #expect(schedule(whole) == schedule(try record("one")))
            #expect(whole.requests.count == 60 && whole.manifest.shards?.count == 3)
            // Their clocks are one.
            for shard in whole.manifest.shards ?? [] {
                let clock = try #require(shard.start.clock)
                #expect(Int64(clock.offsetNanoseconds.magnitude) <= clock.boundNanoseconds)
            }
            for file in ["report.html", "summary.json", "chunks.csv", "histograms.hlog"] {
                #expect(FileManager.default.fileExists(atPath: folder.file("whole/\(file)")))
            }
        }

        @Test func `a ramp and streams are divided over shards`() async throws {
            let (server, address) = try await emulator()
            defer { server.send(SIGINT) }
            let load = ["--concurrency", "5", "--duration", "1s", "--ramp", "500ms"]
            for command in try start(["1/2", "2/2"], at: address, load: load) {
                #expect(try await command.end().status == 0)
            }
            let (first, second) = (try record("shard-0"), try record("shard-1"))
            #expect(first.manifest.client.peakStreams == 3)
            #expect(second.manifest.client.peakStreams == 2)
            #expect(first.requests.allSatisfy { $0.request.isMultiple(of: 2) })
            #expect(second.requests.allSatisfy { !$0.request.isMultiple(of: 2) })
        }

        @Test func `launchers' variables say which, and two that disagree stop the run`()
            async throws
        {
            let (server, address) = try await emulator()
            defer { server.send(SIGINT) }
            let mpi = ["OMPI_COMM_WORLD_RANK": "1", "OMPI_COMM_WORLD_SIZE": "2"]
            let alone = try await StreamGauge.call(
                ["run", "--base-url", address, "--out", "mpi", "--requests", "10"], in: folder,
                environment: mpi)
            #expect(alone.errors.contains("Shard 2 of 2 (OMPI_COMM_WORLD_RANK)"))
            #expect(try record("mpi").requests.map(\.request).sorted() == [1, 3, 5, 7, 9])
            let two = try await StreamGauge.call(
                ["run", "--base-url", address, "--shard", "1/2"], in: folder, environment: mpi)
            #expect(two.status == 64)
            #expect(two.errors.contains("--shard says shard 1 of 2"))
        }

        @Test func `another plan ends all before anything is sent`() async throws {
            let (server, address) = try await emulator()
            defer { server.send(SIGINT) }
            let port = try LoopbackSocket.freePort()
            let place = ["--rendezvous", "127.0.0.1:\(port)"]
            let commands = try start(
                ["1/2", "2/2"], at: address, ["1/2": place, "2/2": place + ["--seed", "5"]])
            for command in commands {
                let result = try await command.end()
                #expect(result.status == 5)
                #expect(result.errors.contains("has another plan than shard 1 of 2"))
            }
            #expect(!FileManager.default.fileExists(atPath: folder.file("shard-0")))
        }

        @Test func `a missing shard is named, and Ctrl-C ends the wait`() async throws {
            let (server, address) = try await emulator()
            defer { server.send(SIGINT) }
            let port = try LoopbackSocket.freePort()
            let place = ["--rendezvous", "127.0.0.1:\(port)"]
            let waiting = try start(["1/2"], at: address, ["1/2": place])[0]
            try await waiting.until { waiting.errors.contains("waits for the others") }
            waiting.send(SIGINT)
            #expect(try await waiting.end().status == 130)
            let alone = try start(
                ["1/2"], at: address, ["1/2": place + ["--rendezvous-timeout", "500ms"]])[0]
            let result = try await alone.end()
            #expect(result.status == 5)
            #expect(result.errors.contains("shard 2 of 2 did not come"))
        }

        @Test func `what is left of a killed shard is merged, and the rest is missing`()
            async throws
        {
            let (server, address) = try await emulator()
            defer { server.send(SIGINT) }
            let load = ["--rate", "30", "--duration", "60s"]
            let shards = try start(["1/3", "2/3", "3/3"], at: address, load: load)
            let rows = folder.file("shard-1/requests.csv")
            try await shards[1].until {
                (try? String(contentsOfFile: rows, encoding: .utf8))?.split(separator: "\n").count
                    ?? 0 > 5
            }
            shards[1].send(SIGKILL)
            shards[0].send(SIGINT)
            shards[2].send(SIGINT)
            for shard in [shards[0], shards[2]] {
                #expect(try await shard.end().status == 130)
            }
            let all = try await StreamGauge.call(
                ["merge", "shard-0", "shard-1", "shard-2", "--out", "all"], in: folder)
            #expect(all.status == 0, "\(all.errors)")
            #expect(try record("all").manifest.ending == .unfinished)
            let two = try await StreamGauge.call(
                ["merge", "shard-0", "shard-2", "--out", "two", "--strict"], in: folder)
            #expect(two.status == 4)
            #expect(two.output.contains("33.3 % of the shards are missing"))
        }

        @Test(arguments: [
            (["--shard", "0/2"], "is no shard"), (["--shard", "3/2"], "is no shard"),
            (["--rendezvous", "127.0.0.1:70000", "--shard", "1/2"], "is no port"),
            (["--rendezvous", "nowhere", "--shard", "1/2"], "neither host:port nor a folder"),
            (["--rendezvous", "::1:7777", "--shard", "1/2"], "like [2001:db8::7]:7777"),
            (["--rendezvous", "[here]:7777", "--shard", "1/2"], "like [2001:db8::7]:7777"),
            (["--rendezvous", "[::1]:x", "--shard", "1/2"], "is no port"),
            (["--rendezvous", "127.0.0.1:7777"], "for one shard of several"),
            (["--shard", "1/2", "--start-at", "yesterday"], "is no time"),
            (["--shard", "1/2", "--start-at", "2020-01-01T00:00:00Z"], "is over"),
            (["--shard", "1/9", "--concurrency", "4"], "some would have none"),
            (["--shard", "1/3", "--rate", "9", "--max-streams", "2"], "some would have none"),
            (["--shard", "1/8", "--concurrency", "9"], "8 shards of 4 requests"),
            (["--start-at", "2090-01-01T00:00:00Z"], "nothing says which this is"),
            (["--shard", "1/2", "--start-at", "17959000000"], "is no time"),
            (["--shard", "1/2", "--min-shards", "3", "--rendezvous", "./m"], "more than the 2"),
        ])
        func `wrong options are named`(options: [String], words: String) async throws {
            let result = try await StreamGauge.call(
                ["run", "--emulator", "--requests", "4"] + options, in: folder,
                environment: secret)
            #expect(result.status == 64, "\(result.errors)")
            #expect(result.errors.contains(words), "\(result.errors)")
        }

        @Test func `what a failed merge meets is left alone, and two runs do not merge`()
            async throws
        {
            let (server, address) = try await emulator()
            defer { server.send(SIGINT) }
            func run(_ shard: Int, _ start: Int) async throws {
                let result = try await StreamGauge.call(
                    [
                        "run", "--base-url", address, "--requests", "8", "--shard", "\(shard)/2",
                        "--start-at", "\(start)", "--out", "at-\(shard)-\(start)",
                    ], in: folder)
                #expect(result.status == 0, "\(result.errors)")
            }
            let now = Int(Date.now.timeIntervalSince1970)
            try await run(1, now + 4)
            try await run(2, now + 12)
            let kept = folder.file("kept")
            try FileManager.default.createDirectory(
                atPath: kept, withIntermediateDirectories: true)
            try Data("K=1".utf8).write(to: URL(filePath: kept + "/.env"))
            let merged = try await StreamGauge.call(
                ["merge", "at-1-\(now + 4)", "at-2-\(now + 12)", "--out", "kept"], in: folder)
            #expect(merged.status == 5)
            #expect(merged.errors.contains("did not begin together"))
            #expect(FileManager.default.fileExists(atPath: kept + "/.env"))
        }

        @Test func `a shard that was stopped over its start leaves out what was due`() async throws
        {
            let (server, address) = try await emulator()
            defer { server.send(SIGINT) }
            let start = Int(Date.now.timeIntervalSince1970) + 10
            let shard = try StreamGauge.start(
                [
                    "run", "--base-url", address, "--shard", "1/2", "--start-at", "\(start)",
                    "--rate", "100", "--arrival", "constant", "--duration", "5s", "--out", "late",
                ], in: folder)
            try await shard.until { shard.errors.contains("begins at the time that was given") }
            shard.send(SIGSTOP)
            let wake = Double(start) + 3 - Date.now.timeIntervalSince1970
            try await Task.sleep(for: .seconds(wake))
            shard.send(SIGCONT)
            let result = try await shard.end()
            #expect(result.status == 0, "\(result.errors)")
            #expect(
                result.output.replacing(/\s+/, with: " ").contains(
                    "requests were due before this shard had begun"), "\(result.output)")
            let late = try record("late")
            // Of three seconds and a little more, each second one of a hundred a second.
            let missed = try #require(late.manifest.client.missedStarts)
            #expect(missed >= 149 && missed + late.requests.count == 250)
            let first = try #require(late.requests.map(\.instants.scheduled).min())
            #expect(first - late.manifest.origin >= .seconds(3))
            #expect(late.manifest.shardStart?.lateNanoseconds ?? 0 >= 3_000_000_000)
        }

        @Test func `the first shard has written its report before it waits for the others`()
            async throws
        {
            let (server, address) = try await emulator()
            defer { server.send(SIGINT) }
            let shards = try start(
                ["1/2", "2/2"], at: address, load: ["--rate", "30", "--duration", "2s"])
            let rows = folder.file("shard-1/requests.csv")
            try await shards[1].until {
                (try? String(contentsOfFile: rows, encoding: .utf8))?.split(separator: "\n").count
                    ?? 0 > 5
            }
            shards[1].send(SIGSTOP)
            try await shards[0].until {
                shards[0].errors.contains("Waiting for the other shards to be done")
            }
            #expect(FileManager.default.fileExists(atPath: folder.file("shard-0/report.html")))
            shards[1].send(SIGCONT)
            for shard in shards {
                let result = try await shard.end()
                #expect(result.status == 0, "\(result.errors)")
            }
        }

        @Test func `a rendezvous wants a secret`() async throws {
            let result = try await StreamGauge.call(
                ["run", "--emulator", "--shard", "1/2", "--rendezvous", "127.0.0.1:7777"],
                in: folder)
            #expect(result.status == 64)
            #expect(result.errors.contains("STREAMGAUGE_SECRET"))
        }

        @Test func `the examples of deploy are what the commands print`() async throws {
            let deploy = Peer.repository.appending(path: "deploy")
            let plan = try String(contentsOf: deploy.appending(path: "plan.yaml"), encoding: .utf8)
            _ = try folder.write(plan, to: "plan.yaml")
            let commands: [(file: String, arguments: [String])] = [
                ("slurm.sbatch", ["slurm", "plan.yaml", "--shards", "8"]),
                ("ssh.sh", ["ssh", "plan.yaml", "--hosts", "c1,c2,c3"]),
                (
                    "kubernetes.yaml",
                    [
                        "kubernetes", "plan.yaml", "--shards", "8", "--image",
                        "registry.example/streamgauge:0.1.0", "--claim", "records",
                    ]
                ),
            ]
            for (file, arguments) in commands {
                let result = try await StreamGauge.call(["cluster"] + arguments, in: folder)
                let example = try String(contentsOf: deploy.appending(path: file), encoding: .utf8)
                #expect(result.output == example, "make deploy/\(file) anew with its command")
            }
        }
    }
}
