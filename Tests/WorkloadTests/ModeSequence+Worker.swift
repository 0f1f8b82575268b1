import RunModel
import Workload

extension ModeSequence {
    /// Streams only, of worker `index` of `count`.
    static func streaming(_ index: Int = 0, of count: Int = 1) -> ModeSequence {
        ModeSequence(.streaming, share: WorkerShare(index: index, count: count), seed: 1)
    }
}
