/// Where a case stands.
public enum CaseState: String, CaseIterable, Codable, Hashable, Sendable {
    /// Sessions are held and notes written (进行中).
    case open
    /// Ended and archived (结案); what was written can be read and corrected by addenda.
    case closed

    /// The state after a change to `next`.
    ///
    /// - Throws: `CounselingError.refusedTransition` naming both states, for every change but open to closed.
    public func advance(_ next: CaseState) throws(CounselingError) -> CaseState {
        switch (self, next) {
        case (.open, .closed): return .closed
        case (.open, .open), (.closed, .open), (.closed, .closed): throw .refusedTransition(from: self, to: next)
        }
    }
}
