// What only the script inside casebook has: src/search/client/program.mjs listens here to how scores come about.
declare var explained: any;
