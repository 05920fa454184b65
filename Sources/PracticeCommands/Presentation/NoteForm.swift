/// The sections of a session note, as the terminal asks for them and as JSON names them.
enum NoteForm: String, CaseIterable, Sendable {
    case soap, dap, birp, pirp, free

    /// A section: its key in JSON and its title.
    struct Section: Equatable, Sendable {
        let key: String
        let title: Sentence
    }

    /// In the order in which they are written.
    var sections: [Section] {
        switch self {
        case .soap: [Self.subjective, Self.objective, Self.assessment, Self.plan]
        case .dap: [Self.data, Self.assessment, Self.plan]
        case .birp: [Self.behavior, Self.intervention, Self.response, Self.plan]
        case .pirp: [Self.problem, Self.intervention, Self.response, Self.plan]
        case .free: [Self.text]
        }
    }

    private static let subjective = Section(key: "subjective", title: .noteFormSubjective)
    private static let objective = Section(key: "objective", title: .noteFormObjective)
    private static let assessment = Section(key: "assessment", title: .noteFormAssessment)
    private static let plan = Section(key: "plan", title: .noteFormPlan)
    private static let data = Section(key: "data", title: .noteFormData)
    private static let behavior = Section(key: "behavior", title: .noteFormBehavior)
    private static let intervention = Section(key: "intervention", title: .noteFormIntervention)
    private static let response = Section(key: "response", title: .noteFormResponse)
    private static let problem = Section(key: "problem", title: .noteFormProblem)
    private static let text = Section(key: "text", title: .noteFormText)
}
