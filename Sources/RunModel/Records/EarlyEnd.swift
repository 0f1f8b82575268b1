/// Why a run ended before its plan was through, by a rule of its own.
package enum EarlyEnd: Sendable, Equatable {
    /// The server asked to be left alone for longer than the plan waits.
    case pauseTooLong(Duration)
    /// The first requests to a target all failed in the same way; the status where one came, and what was said first.
    case failedAlike(requests: Int, target: Int, Outcome, status: Int?, message: String?)
    /// The command before a block did not succeed; the status as `BlockRun.betweenStatus` has it.
    case betweenFailed(block: Int, target: Int, status: Int)
    /// A rule of the user's held, such as `failures > 20%`.
    case ruleMet(String)
    /// The run had cost as much as it may, or taken as many tokens: what ended requests used by then.
    case costReached(Double)
    case tokensReached(Int)
    /// A step of a search had shown what it was made for, or the search was at the end of its means.
    case decided
    case spent
    /// More was offered than the target serves.
    case saturated
    /// More failed than a sweep goes on with: the share of its bound.
    case failing(most: Double)
}
