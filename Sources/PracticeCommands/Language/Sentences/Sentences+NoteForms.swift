// swift-format-ignore-file
// A table: English and Chinese of an entry stay under each other, whatever their length.

extension Catalogue {
    /// The sections of a session note by template, as the terminal asks for them and as a note is shown.
    static let noteFormEntries: [Entry] = [
        Entry(.noteFormSubjective, "Subjective: what the client says", "主观资料：来访者的陈述"),
        Entry(.noteFormObjective, "Objective: what was observed", "客观资料：观察所得"),
        Entry(.noteFormAssessment, "Assessment: how it is understood", "评估：对情况的理解"),
        Entry(.noteFormPlan, "Plan: what comes next", "计划：下一步安排"),
        Entry(.noteFormData, "Data: what was said and observed", "资料：陈述与观察"),
        Entry(.noteFormBehavior, "Behavior: what the client showed and said", "行为：来访者的表现与陈述"),
        Entry(.noteFormIntervention, "Intervention: what the counselor did", "干预：咨询师所做的工作"),
        Entry(.noteFormResponse, "Response: how the client took it", "反应：来访者的反应"),
        Entry(.noteFormProblem, "Problem: what the session was about", "问题：本次会谈的议题"),
        Entry(.noteFormText, "Text", "正文"),
        Entry(.noteFormFeedback, "Client's feedback", "来访者反馈"),
    ]
}
