import{qa as a}from"./chunk-KRE5FNSZ.js";export{a as default};
