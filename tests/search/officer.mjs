// Queries that council officers type. They must not change, so that measurements can be compared.
export const officer = [
  'housing repairs', 'reducing demand adult social care', 'net zero', 'community engagement', 'mental health support for young people',
  'homelessness prevention', 'digital inclusion', 'shared services', 'procurement savings', 'planning application backlog',
  'waste collection and recycling', 'how to involve residents in budget decisions', 'data sharing between agencies', 'apprenticeships',
  'customer services website', 'leadership development', 'fire safety', 'open data', 'volunteers in libraries', 'economic growth small business',
];
