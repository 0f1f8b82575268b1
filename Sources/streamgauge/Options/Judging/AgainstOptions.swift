import ArgumentParser
import RunModel

/// The second side of a comparison, and the blocks of both.
struct AgainstOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("Plan file of side B.", valueName: "b.yaml"))
    var planFile: String?

    @Option(
        help: ArgumentHelp(
            "Side B: API address up to the version. Without --base-url and this: a second emulator.",
            valueName: "url"))
    var against: String?

    @Flag(help: "Measure one address as both sides: every difference found is a false alarm.")
    var aa = false

    @Option(
        help: ArgumentHelp(
            "Measure one address with a class of --mix and without it, or with those who --abandon and without them "
                + "(leavers): what they do to the others. Side B is sent everything else.",
            valueName: "class"))
    var without: String?

    @Option(
        help: ArgumentHelp(
            "Side B: API to ask by, as --api (default: side A's).", valueName: "name"))
    var againstAPI: APIName?

    @Option(
        help: ArgumentHelp(
            "Side B: whose API it is, as --provider (default: side A's).", valueName: "name"))
    var againstProvider: Provider?

    @Option(help: ArgumentHelp("Side B: model to ask for (default: side A's).", valueName: "name"))
    var againstModel: String?

    @Option(
        help: ArgumentHelp(
            "Side B: file that holds the API key; else OPENAI_API_KEY_AGAINST, else side A's key where "
                + "scheme, host and port are the same.", valueName: "file"))
    var againstAPIKeyFile: String?

    @Option(
        name: .customLong("against-header"),
        help: ArgumentHelp(
            "Side B: extra header line; may be repeated. Without it side A's, to another host only those "
                + "known to hold no secret.", valueName: "name: value"))
    var againstHeaders: [String] = []

    @Option(
        name: .customLong("against-secret-header"),
        help: ArgumentHelp(
            "Side B: header whose value is a secret, as --secret-header; may be repeated. Without it side "
                + "A's, where scheme, host and port are the same.", valueName: "name"))
    var againstSecretHeaders: [String] = []

    @Option(
        name: .customLong("against-emulator-ttft"),
        help: ArgumentHelp(
            "Side B's emulator: time to first token in ms, a distribution.", valueName: "ms"))
    var againstTimeToFirstToken: String?

    @Option(
        name: .customLong("against-emulator-gap"),
        help: ArgumentHelp(
            "Side B's emulator: time between tokens in ms, a distribution.", valueName: "ms"))
    var againstGap: String?

    @Option(
        help: ArgumentHelp("Blocks of each side, 6 to 100 (default 10).", valueName: "n"))
    var blocks: Int?

    @Option(
        help: ArgumentHelp(
            "blocks: one side at a time; requests: both at once, for servers of their own hardware "
                + "(default blocks).", valueName: "kind"))
    var interleave: Interleave?

    @Option(
        help: ArgumentHelp(
            "Rest between blocks (default 1s; none with --interleave requests).", valueName: "time")
    )
    var settle: TimeSpan?

    @Option(
        help: ArgumentHelp(
            "Shell command before each block, with STREAMGAUGE_SIDE (a or b), STREAMGAUGE_BLOCK and "
                + "STREAMGAUGE_BASE_URL in its environment.", valueName: "command"))
    var between: String?

    /// What is known of the blocks before the load is: its default follows from their number.
    func applyBlocks(to plan: inout RunPlan) {
        var against = plan.against ?? AgainstPlan()
        against.blocks = blocks ?? against.blocks
        against.interleave = interleave ?? against.interleave
        against.settle = settle ?? against.settle
        against.between = between ?? against.between
        against.without = without ?? against.without
        plan.against = against
    }

    /// Makes side B of a plan whose side A is settled; `given` is what a plan file says of it, and an emulator
    /// takes its place where `isEmulated`.
    ///
    /// - Throws: `ValidationError` where there is no second side, or more than one.
    func applySide(to plan: inout RunPlan, given: RunPlan?, isEmulated: Bool) throws {
        let isOneAddress = aa || plan.against?.isSameAddress == true
        guard !isOneAddress, plan.against?.without == nil else {
            guard !isOtherNamed else {
                throw ValidationError(
                    "\(plan.against?.without == nil ? "--aa" : "--without") measures side A's address twice; leave out --against… and the second plan file."
                )
            }
            plan.against?.isSameAddress = true
            plan.setOtherSide(plan)
            return
        }
        var other = given ?? plan
        if given == nil || isEmulated {
            other.target.baseURL = nil
            other.target.unixSocket = nil
        }
        other.target.baseURL =
            against ?? other.target.baseURL
            ?? (isEmulated ? nil : againstProvider?.traits.baseURL)
        other.target.isEmulated = other.target.baseURL == nil ? plan.target.isEmulated : nil
        guard (other.target.baseURL == nil) == (plan.target.baseURL == nil) else {
            throw ValidationError(
                plan.target.baseURL == nil
                    ? "--against needs a side A to compare with; give its address with --base-url."
                    : "There is no side B: give its address with --against, or a second plan file; or "
                        + "measure one address twice with --aa, or two emulators with --emulator.")
        }
        if given == nil, !plan.target.hasOrigin(of: other.target) {
            other.request.headers = other.request.headers.filter(RunPlan.isHarmless(header:))
            other.request.secretHeaders = nil
        }
        apply(to: &other)
        plan.setOtherSide(other)
    }

    /// The options that choose the emulator, as they are typed.
    var emulatorOptions: [String] {
        (againstTimeToFirstToken == nil ? [] : ["--against-emulator-ttft"])
            + (againstGap == nil ? [] : ["--against-emulator-gap"])
    }

    private var isOtherNamed: Bool {
        against != nil || planFile != nil || againstAPI != nil
            || againstProvider != nil || againstModel != nil
            || againstAPIKeyFile != nil
            || againstTimeToFirstToken != nil || againstGap != nil || !againstHeaders.isEmpty
            || !againstSecretHeaders.isEmpty
    }

    private func apply(to other: inout RunPlan) {
        other.target.provider = againstProvider ?? other.target.provider
        other.target.api = againstAPI ?? other.target.api
        other.request.model = againstModel ?? other.request.model
        if !againstHeaders.isEmpty { other.request.headers = againstHeaders }
        if !againstSecretHeaders.isEmpty { other.request.secretHeaders = againstSecretHeaders }
        other.target.emulator.timeToFirstTokenMilliseconds =
            againstTimeToFirstToken ?? other.target.emulator.timeToFirstTokenMilliseconds
        other.target.emulator.gapMilliseconds =
            againstGap ?? other.target.emulator.gapMilliseconds
    }

    /// The key of side B's provider, where that was named for it or its address is the provider's own.
    private func providerKey(_ target: TargetPlan) throws -> String? {
        guard let traits = target.provider?.traits, traits.hasOwnKey else { return nil }
        var own = TargetPlan()
        own.baseURL = traits.baseURL
        guard againstProvider != nil || own.hasOrigin(of: target) else { return nil }
        return try Credentials.key(of: traits.keyVariable)
    }

    /// The key of side B: its own where there is one; side A's goes to side A's origin and nowhere else.
    ///
    /// - Throws: `ValidationError` when the file of it cannot be read.
    func apiKey(for plan: RunPlan, ofSideA key: String?) throws -> String? {
        guard let against = plan.against, !against.isSameAddress else { return key }
        let own = try Credentials.againstKey(file: againstAPIKeyFile) ?? providerKey(against.target)
        return own ?? (plan.target.hasOrigin(of: against.target) ? key : nil)
    }
}

extension Interleave: ExpressibleByArgument {}
