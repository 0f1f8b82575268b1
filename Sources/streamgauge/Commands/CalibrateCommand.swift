import ArgumentParser
import Engine
import RecordStore
import RunModel

struct CalibrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate",
        abstract: "Measure this machine's own error under a load, for the ± of later runs.",
        discussion: """
            Sends the planned load to an emulator in a process of its own, which tells when it sent each chunk, and says how \
            far off the stamps of this program were: of first tokens, of gaps, and how much of the processors was left. \
            What is found is kept for this machine, kernel, libcurl and version; later runs of no more load say \
            their numbers with ±. Nothing leaves this machine.

            All options: --help-all.

            Examples:
              streamgauge calibrate                            100 streams, a few seconds
              streamgauge calibrate -c 500 --gap 10            more streams, a chunk each 10 ms
              streamgauge calibrate plan.yaml                  the load of a plan; its target is not asked
              streamgauge calibrate --find --bound 1ms         the largest load within a millisecond
              streamgauge calibrate --find --dry-run           what would be sent
              streamgauge calibrate --base-url https://127.0.0.1:8443/v1
                                                               a server that sends its times, over TLS

            What is measured is the time from the server's stamp to ours, so that the server's own writing is in it: an \
            upper bound of what this program adds (docs/calibrate.md).

            Exit codes: 0 within the bound, 1 too few answers to tell, 2 over the bound, 6 the server does not answer or does \
            not tell its times, 7 a record could not be written, 64 wrong usage, 130 interrupted.
            """)

    @Argument(help: "A plan file, whose load, connection and form of requests are taken.")
    var planFile: String?
    @OptionGroup(title: "Calibration") var calibrate: CalibrateOptions
    @OptionGroup(title: "Output") var place: RunFolderOptions
    @OptionGroup(title: "Output") var output: RecordOptions

    func validate() throws { _ = try plan() }

    func run() async throws {
        let plan = try plan()
        let terminal = Terminal(isQuiet: output.quiet, isJSON: output.json)
        guard !calibrate.dryRun else { return try Terminal.say(plan.announcement + "\n") }
        for remark in plan.remarks { Terminal.warn("Note: \(remark)") }
        terminal.note(plan.announcement)
        let code: ExitCode
        do {
            code = try await measured(plan, terminal)
        } catch let error as RecordError {
            Terminal.warn("streamgauge: \(error)")
            code = .recordFailed
        } catch let error as EmulatorProcess.CannotStart {
            Terminal.warn("streamgauge: \(error)")
            code = .targetUnusable
        }
        if code != .success { throw code }
    }

    private func measured(_ plan: CalibratePlan, _ terminal: Terminal) async throws -> ExitCode {
        // Before there is a server that a signal would leave behind.
        let stop = StepsStop()
        let signals = Signals { stop.signal() }
        defer { withExtendedLifetime(signals) {} }
        let folder =
            if let named = place.folder {
                try RecordDirectory(creatingAt: named)
            } else {
                try RecordDirectory(
                    creatingIn: plan.base.record.folder, name: plan.base.name, at: .now())
            }
        var server: EmulatorProcess?
        if plan.base.target.baseURL == nil {
            server = try await .start(plan.emulatorOptions, log: "\(folder.path)/emulator.log")
        }
        let outcome: Result<ExitCode, any Error>
        do {
            let session = CalibrateSession(
                plan: plan, baseURL: server?.baseURL ?? plan.base.target.baseURL ?? "",
                apiKey: try calibrate.apiKeyFile.map {
                    try Credentials.line(of: $0, option: "--api-key-file")
                },
                isEmulated: server != nil, folder: folder,
                calibrations: calibrate.calibrations.map(CalibrationFolder.init) ?? .usual(),
                terminal: terminal, stop: stop)
            outcome = .success(try await session.run())
        } catch {
            outcome = .failure(error)
        }
        await server?.stop()
        return try outcome.get()
    }

    /// - Throws: `ValidationError` naming the option and the fix.
    private func plan() throws -> CalibratePlan {
        var given: RunPlan?
        if let planFile { given = try PlanFile.read(planFile).plan }
        let plan = try CalibratePlan(
            calibrate, given: given, name: place.name, folder: place.reports)
        var target = plan.base.target
        target.baseURL = target.baseURL ?? LocalSearch.baseURL(LocalSearch.usualPorts[0])
        if let proxy = EnvironmentProxy.of(target) {
            throw ValidationError(
                "\(proxy.variable) names a proxy, which would be asked in place of this machine; set no_proxy=127.0.0.1."
            )
        }
        return plan
    }
}
