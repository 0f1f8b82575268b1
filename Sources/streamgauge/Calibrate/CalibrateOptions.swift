import ArgumentParser
import Foundation
import RunModel

/// With what load this machine's own error is measured, and against whom.
struct CalibrateOptions: ParsableArguments {
    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "Streams kept open at a time (default the plan's, else 100).", valueName: "n"))
    var concurrency: Int?

    @Option(
        help: ArgumentHelp("Instead: requests a second, at random times.", valueName: "r"))
    var rate: Double?

    @Option(
        help: ArgumentHelp(
            "What 99 of 100 first tokens and gaps may be off (default 1ms).", valueName: "time"))
    var bound: TimeSpan?

    @Flag(
        help:
            "Look for the largest load that stays within the bound: twice as much until one does not, then between."
    )
    var find = false

    @Option(
        help: ArgumentHelp(
            "With --find: the most streams, or requests a second, that are tried (default 4096).",
            valueName: "n"))
    var most: Double?

    @Option(
        help: ArgumentHelp(
            "Measured requests of a load (default 500, or three a stream where that is more).",
            valueName: "n"))
    var requests: Int?

    @Option(
        name: .customLong("ttft"),
        help: ArgumentHelp(
            "Emulator: time to first token in ms (default 100..200).", valueName: "distribution"))
    var timeToFirstToken: String?

    @Option(
        help: ArgumentHelp(
            "Emulator: time between tokens in ms (default normal(20,4)).",
            valueName: "distribution"))
    var gap: String?

    @Option(
        help: ArgumentHelp(
            "Emulator: tokens of an answer, one a chunk (default 24..40).",
            valueName: "distribution"))
    var tokens: String?

    @Option(
        help: ArgumentHelp(
            "Emulator: bytes of each chunk's text (default: a word).", valueName: "n"))
    var chunkBytes: Int?

    @Option(
        help: ArgumentHelp(
            "Measuring threads (default one a core up to what the load needs).", valueName: "n",
            visibility: .hidden))
    var workers: Int?

    @Option(
        name: .customLong("base-url"),
        help: ArgumentHelp(
            "Instead of the emulator: a server on this machine that sends its times as comments (docs/emulator.md); no "
                + "key of the environment goes there.", valueName: "url"))
    var baseURL: String?

    @Option(help: ArgumentHelp("The model to ask that server for.", valueName: "name"))
    var model: String?

    @Option(
        help: ArgumentHelp(
            "Its key, the only line of this file.", valueName: "file", visibility: .hidden))
    var apiKeyFile: String?

    @Option(
        name: .customLong("cacert"),
        help: ArgumentHelp(
            "Trust the certificates in this PEM file.", valueName: "file", visibility: .hidden))
    var caFile: String?

    @Flag(help: ArgumentHelp("Do not verify its certificate.", visibility: .hidden))
    var insecure = false

    @Option(
        help: ArgumentHelp(
            "Where calibrations are kept (default STREAMGAUGE_CALIBRATIONS, else streamgauge/calibrations in the user's "
                + "state folder).", valueName: "folder"))
    var calibrations: String?

    @Flag(help: "Say what would be sent, and send nothing.")
    var dryRun = false

    static let usualBound = TimeSpan(.milliseconds(1))
    static let usualStreams = 100

    /// Options of the emulator that were given.
    var emulatorOptions: [String] {
        [
            (timeToFirstToken != nil, "--ttft"), (gap != nil, "--gap"), (tokens != nil, "--tokens"),
            (chunkBytes != nil, "--chunk-bytes"),
        ].filter(\.0).map(\.1)
    }

    func validate() throws {
        guard (1...1_000_000).contains(concurrency ?? 1) else {
            throw ValidationError("--concurrency takes a whole number from 1 to 1000000.")
        }
        guard rate.map({ (0.01...100_000).contains($0) }) ?? true else {
            throw ValidationError("--rate takes a number from 0.01 to 100000.")
        }
        guard concurrency == nil || rate == nil else {
            throw ValidationError(
                "--concurrency and --rate exclude each other; give one of them.")
        }
        guard bound.map({ $0.duration > .zero }) ?? true else {
            throw ValidationError("--bound takes a time above 0, such as 1ms.")
        }
        guard (1...1_000_000).contains(requests ?? 1) else {
            throw ValidationError("--requests takes a whole number from 1 to 1000000.")
        }
        guard most == nil || find else {
            throw ValidationError("--most bounds --find; give both or neither.")
        }
        guard most.map({ (1...1_000_000).contains($0) }) ?? true else {
            throw ValidationError("--most takes a number from 1 to 1000000.")
        }
        guard (1...60_000).contains(chunkBytes ?? 1) else {
            throw ValidationError("--chunk-bytes takes a whole number from 1 to 60000.")
        }
        try validateTarget()
        for (text, option) in [
            (timeToFirstToken, "--ttft"), (gap, "--gap"), (tokens, "--tokens"),
        ] {
            try text.map { try PlanCheck.validate($0, of: option) }
        }
    }

    private func validateTarget() throws {
        guard baseURL != nil else {
            let given = [
                (model != nil, "--model"), (apiKeyFile != nil, "--api-key-file"),
                (caFile != nil, "--cacert"), (insecure, "--insecure"),
            ]
            guard let option = given.first(where: \.0)?.1 else { return }
            throw ValidationError(
                "\(option) is for a server named with --base-url; the emulator takes any.")
        }
        guard let option = emulatorOptions.first else { return }
        throw ValidationError(
            "\(option) says how the emulator answers, and --base-url names another server; leave out one of them."
        )
    }
}
