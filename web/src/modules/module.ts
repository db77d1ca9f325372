import type { FeatureCollection } from "geojson";
import type { Component } from "vue";
import type { RouteLocationRaw, RouteRecordRaw } from "vue-router";

/** One page of the rail. */
export interface NavEntry {
  /** Name of a route of the module. */
  route: string;
  /** Message key inside the module. */
  title: string;
  /** Place in the rail, from the top; see web/README.md for those taken. */
  order: number;
  /** Shown under the title, such as how many wait; nothing when undefined. Called inside the rail's setup. */
  count?: () => () => number | undefined;
  /** Stands at the foot, in the colour of exercises. */
  drill?: boolean;
}

/** Something the command bar can do. `title` is already in the reader's language. */
export interface Command {
  id: string;
  title: string;
  note?: string;
  /** Answers to any words at all, a search for instance: listed behind what was really found. */
  last?: boolean;
  run: () => unknown;
}

export interface CommandTools {
  /** A message of the module. */
  t: (key: string) => string;
  go: (to: RouteLocationRaw) => unknown;
  may: (permission: string) => boolean;
}

/** A layer the map may show; `source` is loaded when the layer is switched on. */
export interface MapLayerDeclaration {
  id: string;
  title: string;
  source: () => Promise<FeatureCollection>;
}

/** A tab of the incident workspace; the component gets `incident` (Wire<"IncidentOut">) and fills the sheet below. */
export interface IncidentTab {
  id: string;
  /** Message key inside the module. */
  title: string;
  /** 态势 10, 报送 20, 预案任务 30, 指令 40, 力量 50, 会商 60, 指挥 65, 人员 66, 资料 70, 复盘 80. */
  order: number;
  permission?: string;
  component: () => Promise<Component>;
}

export interface ConsoleModule {
  /** Folder name, prefix of its messages. */
  id: string;
  routes: RouteRecordRaw[];
  nav?: NavEntry[];
  /** Permission a route needs is in its `meta.permission`; this one is for the whole module. */
  permission?: string;
  layers?: MapLayerDeclaration[];
  incidentTabs?: IncidentTab[];
  /** Stands above every page of who is signed in; shows itself when there is something: alarms. */
  everywhere?: () => Promise<Component>;
  /** Shown under the map on the first tab of the incident workspace: the lanes of the running plan. */
  incidentLanes?: () => Promise<Component>;
  messages: { zh: object; en: object };
  /** What the command bar offers for what was typed; called at every stroke. */
  commands?: (query: string, tools: CommandTools) => Command[] | Promise<Command[]>;
}

declare module "vue-router" {
  interface RouteMeta {
    /** Needs this permission somewhere; else the page says who may. */
    permission?: string;
    /** Open to everybody who can reach the server. */
    public?: boolean;
    /** Without rail and top bar: the wall, printing. */
    bare?: boolean;
    /** Parameters with which `./run screenshots` opens the page: an address, or a function's name in the fixture. */
    example?: string;
    /** Message key of the page's title. */
    title?: string;
  }
}

export function defineModule(module: ConsoleModule): ConsoleModule {
  return module;
}
