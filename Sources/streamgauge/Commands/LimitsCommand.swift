import ArgumentParser
import Emulator
import RecordStore

struct LimitsCommand: LimitingCommand {
    static let configuration = CommandConfiguration(
        commandName: "limits",
        abstract: "Find out whether an API's stated limits are true.",
        discussion: """
            Measures how many streams are let in at the same time and what becomes of those beyond, \
            how soon a slot is free again, how many requests are let in and how they are counted, and \
            whether Retry-After and the x-ratelimit headers tell the truth. It goes beyond the limits \
            on purpose, by little: see --dry-run first. docs/limits.md tells the method.

            All options: --help-all.

            Examples:
              streamgauge limits --emulator --tier pro --dry-run   what it would send
              streamgauge limits --tier pro --base-url URL
              streamgauge limits --base-url URL --expect-streams 25 --expect-rpm 1000 --max-requests 4000
              streamgauge limits --base-url URL --only streams,release   the streams alone
              streamgauge limits --base-url URL                 to find what nobody states

            Exit codes: 0 all stated limits hold, 1 one could not be told, 2 one does not hold, 6 the \
            target did not answer.
            """)

    @OptionGroup(title: "Limits") var limits: LimitsOptions
    @OptionGroup(title: "Whose limits") var callers: CallerOptions
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup(title: "Requests") var request: ProbeOptions
    @OptionGroup(title: "Requests") var price: PriceOptions
    @OptionGroup(title: "Output") var place: RunFolderOptions
    @OptionGroup(title: "Output") var output: RecordOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup(title: "Output") var live: LiveOptions

    func validate() throws {
        _ = try options.plan()
        _ = try options.format.limitsFormats()
    }

    func run() async throws {
        let plan = try options.plan()
        guard !options.limits.dryRun else {
            try Terminal.say(try options.preview(plan))
            return
        }
        let server = try await options.startEmulator(plan)
        let terminal = Terminal(isQuiet: options.output.quiet, isJSON: options.output.json)
        let formats = try options.format.limitsFormats()
        let order = try options.order(plan, server)
        let code = try await live.watching(terminal, title: "limits") {
            try await RunSession(
                order, $0, announcement: LimitsRunOptions.announcement(plan)
            ) { folder throws(RecordError) in try LimitsReport(of: folder, formats) }.run()
        }
        try? await server?.stop()
        if code != .success { throw code }
    }
}
