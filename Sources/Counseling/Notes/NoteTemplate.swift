/// The shape of a session note: the customary ones of the field, and free text.
public enum NoteTemplate: String, CaseIterable, Codable, Hashable, Sendable {
    case soap, dap, birp, pirp, free

    /// The sections, in the order in which they are written and shown.
    public var sections: [NoteSection.Key] {
        switch self {
        case .soap: [.subjective, .objective, .assessment, .plan]
        case .dap: [.data, .assessment, .plan]
        case .birp: [.behavior, .intervention, .response, .plan]
        case .pirp: [.problem, .intervention, .response, .plan]
        case .free: [.text]
        }
    }
}
